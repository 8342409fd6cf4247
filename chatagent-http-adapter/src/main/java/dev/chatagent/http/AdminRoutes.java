package dev.chatagent.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.AccessGrant;
import dev.chatagent.account.AccountSummary;
import dev.chatagent.account.Email;
import dev.chatagent.account.User;
import dev.chatagent.account.UserAdministration;
import dev.chatagent.audit.Audit;
import dev.chatagent.audit.AuditEntry;
import dev.chatagent.auth.Permission;
import dev.chatagent.id.UserId;
import dev.chatagent.limit.LimitClass;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What administrators do: other people's accounts, the audit log, the signing keys. */
final class AdminRoutes {
    private final ChatAgentRuntime runtime;

    AdminRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    record CreateBody(
            @Nullable String email,
            @Nullable String displayName,
            @Nullable String password,
            @Nullable List<String> roles) {}

    record RolesBody(@Nullable List<String> roles) {}

    record AccountList(List<AccountSummary> items, @Nullable String nextCursor) {}

    record GrantAnswer(String accessToken, String tokenType, long expiresIn, User user) {}

    /** @param detail JSON object of short words */
    record AuditItem(
            long no,
            Instant time,
            String event,
            @Nullable UserId actor,
            @Nullable UserId subject,
            String address,
            @JsonRawValue String detail,
            String hash) {}

    record AuditList(List<AuditItem> items, @Nullable String nextCursor) {}

    List<Route> routes() {
        Access users = Access.needs(Permission.USERS_ADMIN);
        Access audit = Access.needs(Permission.AUDIT_READ);
        LimitClass read = LimitClass.READ;
        LimitClass write = LimitClass.WRITE;
        Class<AccountSummary> summary = AccountSummary.class;
        return List.of(
                new Route("GET", "/admin/users", users, read, Void.class, AccountList.class, 200, this::list),
                new Route("POST", "/admin/users", users, write, CreateBody.class, summary, 201, this::create),
                new Route("GET", "/admin/users/{user}", users, read, Void.class, summary, 200, this::get),
                new Route(
                        "PUT",
                        "/admin/users/{user}/roles",
                        users,
                        write,
                        RolesBody.class,
                        summary,
                        200,
                        this::updateRoles),
                new Route("DELETE", "/admin/users/{user}", users, write, Void.class, Void.class, 204, this::delete),
                new Route("POST", "/admin/users/{user}/ban", users, write, Void.class, summary, 200, this::ban),
                new Route("POST", "/admin/users/{user}/unban", users, write, Void.class, summary, 200, this::unban),
                new Route(
                        "POST",
                        "/admin/users/{user}/sign-out",
                        users,
                        write,
                        Void.class,
                        Void.class,
                        204,
                        this::signOut),
                new Route(
                        "POST",
                        "/admin/users/{user}/impersonate",
                        Access.needs(Permission.USERS_IMPERSONATE),
                        write,
                        Void.class,
                        GrantAnswer.class,
                        200,
                        this::impersonate),
                new Route("GET", "/admin/audit", audit, read, Void.class, AuditList.class, 200, this::audit),
                new Route(
                        "GET",
                        "/admin/audit/verification",
                        audit,
                        write,
                        Void.class,
                        Audit.Verification.class,
                        200,
                        this::verify),
                new Route(
                        "POST",
                        "/admin/keys/rotate",
                        Access.needs(Permission.KEYS_ADMIN),
                        write,
                        Void.class,
                        Void.class,
                        204,
                        this::rotate));
    }

    private static UserId user(Exchange exchange) {
        return UserId.parse(exchange.parameter("user"));
    }

    private Answer list(Exchange exchange) {
        UserAdministration.Page page = runtime.users()
                .list(
                        exchange.principal(),
                        exchange.query("search").orElse(""),
                        Cursors.account(exchange.query("cursor")),
                        exchange.limit());
        return new Answer.Json(new AccountList(page.items(), page.next() == null ? null : Cursors.of(page.next())));
    }

    private Answer create(Exchange exchange) {
        CreateBody body = exchange.body(CreateBody.class);
        return new Answer.Json(runtime.users()
                .create(
                        exchange.principal(),
                        new Email(Fields.required("email", body.email())),
                        Objects.requireNonNullElse(body.displayName(), ""),
                        Optional.ofNullable(body.password()),
                        Fields.required("roles", body.roles())));
    }

    private Answer get(Exchange exchange) {
        return new Answer.Json(runtime.users().get(exchange.principal(), user(exchange)));
    }

    private Answer updateRoles(Exchange exchange) {
        List<String> roles =
                Fields.required("roles", exchange.body(RolesBody.class).roles());
        return new Answer.Json(runtime.users().updateRoles(exchange.principal(), user(exchange), roles));
    }

    private Answer delete(Exchange exchange) {
        runtime.accountDeletion().delete(exchange.principal(), user(exchange));
        return new Answer.Empty();
    }

    private Answer ban(Exchange exchange) {
        return new Answer.Json(runtime.users().ban(exchange.principal(), user(exchange)));
    }

    private Answer unban(Exchange exchange) {
        return new Answer.Json(runtime.users().unban(exchange.principal(), user(exchange)));
    }

    private Answer signOut(Exchange exchange) {
        runtime.users().signOut(exchange.principal(), user(exchange));
        return new Answer.Empty();
    }

    private Answer impersonate(Exchange exchange) {
        AccessGrant grant = runtime.users().impersonate(exchange.principal(), user(exchange), exchange.client());
        return new Answer.Json(
                new GrantAnswer(grant.accessToken(), "Bearer", grant.lifetime().toSeconds(), grant.user()));
    }

    private Answer audit(Exchange exchange) {
        int limit = exchange.limit();
        List<AuditEntry> entries =
                runtime.audit().page(exchange.principal(), Cursors.place(exchange.query("cursor")), limit);
        boolean full = !entries.isEmpty() && entries.size() >= Math.min(limit, Audit.MAX_PAGE);
        return new Answer.Json(new AuditList(
                entries.stream().map(AdminRoutes::item).toList(),
                full ? Cursors.of(entries.get(entries.size() - 1).no()) : null));
    }

    private static AuditItem item(AuditEntry entry) {
        return new AuditItem(
                entry.no(),
                entry.time(),
                entry.event(),
                entry.actor(),
                entry.subject(),
                entry.address(),
                entry.detail(),
                entry.hash());
    }

    private Answer verify(Exchange exchange) {
        return new Answer.Json(runtime.audit().verify(exchange.principal()));
    }

    private Answer rotate(Exchange exchange) {
        runtime.users().rotateKeys(exchange.principal());
        return new Answer.Empty();
    }
}
