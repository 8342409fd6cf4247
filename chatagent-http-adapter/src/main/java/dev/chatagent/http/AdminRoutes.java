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
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.UserId;
import dev.chatagent.limit.LimitClass;
import java.time.Instant;
import java.util.ArrayList;
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
        List<Route> all = new ArrayList<>(accounts());
        all.addAll(powers());
        all.addAll(records());
        return all;
    }

    private List<Route> accounts() {
        Access users = Access.needs(Permission.USERS_ADMIN);
        return List.of(
                RouteDraft.get("/admin/users", "listUsers")
                        .says("Accounts of the caller's tenant, newest first.")
                        .access(users, LimitClass.READ)
                        .with(RouteParameter.query("search", "Part of the address or the name."))
                        .paged()
                        .answers(200, new AccountList(List.of(Examples.ACCOUNT), Examples.CURSOR))
                        .by(this::list),
                RouteDraft.post("/admin/users", "createUser", Repeat.AGAIN)
                        .says("Makes an account; without a password its owner gets a link to set one.")
                        .access(users, LimitClass.WRITE)
                        .takes(
                                new CreateBody(Examples.EMAIL, "Ada", Examples.PASSWORD, List.of("user")),
                                "email",
                                "roles")
                        .answers(201, Examples.ACCOUNT)
                        .refuses(ErrorCode.EMAIL_TAKEN, ErrorCode.WEAK_PASSWORD)
                        .hashes()
                        .by(this::create),
                RouteDraft.get("/admin/users/{user}", "getUser")
                        .says("One account.")
                        .access(users, LimitClass.READ)
                        .answers(200, Examples.ACCOUNT)
                        .by(this::get),
                RouteDraft.post("/admin/users/{user}/sign-out", "signOutUser", Repeat.SAME)
                        .says("Ends all logins of that person.")
                        .access(users, LimitClass.WRITE)
                        .answersNothing(204)
                        .by(this::signOut));
    }

    /** What is done in person, because it gives or takes power. */
    private List<Route> powers() {
        Access inPerson = Access.inPerson(Permission.USERS_ADMIN);
        return List.of(
                RouteDraft.put("/admin/users/{user}/roles", "setUserRoles")
                        .says("Gives that person these roles and no other; ends their logins.")
                        .access(inPerson, LimitClass.WRITE)
                        .takes(new RolesBody(List.of("user", "admin")), "roles")
                        .answers(200, Examples.ACCOUNT)
                        .refuses(ErrorCode.CONFLICT)
                        .by(this::updateRoles),
                RouteDraft.delete("/admin/users/{user}", "deleteUser")
                        .says("Deletes that account with everything in it.")
                        .access(inPerson, LimitClass.WRITE)
                        .answersNothing(204)
                        .refuses(ErrorCode.CONFLICT)
                        .by(this::delete),
                RouteDraft.post("/admin/users/{user}/ban", "banUser", Repeat.SAME)
                        .says("Blocks that account and ends its logins.")
                        .access(inPerson, LimitClass.WRITE)
                        .answers(200, Examples.ACCOUNT)
                        .refuses(ErrorCode.CONFLICT)
                        .by(this::ban),
                RouteDraft.post("/admin/users/{user}/unban", "unbanUser", Repeat.SAME)
                        .says("Lets that account in again.")
                        .access(inPerson, LimitClass.WRITE)
                        .answers(200, Examples.ACCOUNT)
                        .by(this::unban),
                RouteDraft.post("/admin/users/{user}/impersonate", "impersonateUser", Repeat.AGAIN)
                        .says("A short-lived access token for acting as that person, on the record.")
                        .access(Access.inPerson(Permission.USERS_IMPERSONATE), LimitClass.WRITE)
                        .with(RouteParameter.DEVICE)
                        .answers(200, new GrantAnswer(Examples.JWT, "Bearer", 300, Examples.USER))
                        .refuses(ErrorCode.CONFLICT)
                        .by(this::impersonate));
    }

    private List<Route> records() {
        Access audit = Access.needs(Permission.AUDIT_READ);
        return List.of(
                RouteDraft.get("/admin/audit", "listAudit")
                        .says("The audit log of the caller's tenant, newest first.")
                        .access(audit, LimitClass.READ)
                        .paged()
                        .answers(200, new AuditList(List.of(Examples.AUDIT), Examples.CURSOR))
                        .by(this::audit),
                RouteDraft.get("/admin/audit/verification", "verifyAudit")
                        .says("Checks the whole chain of the audit log, row by row.")
                        .access(audit, LimitClass.WRITE)
                        .answers(200, new Audit.Verification(true, 4_711, 0, Examples.HASH))
                        .by(this::verify),
                RouteDraft.post("/admin/keys/rotate", "rotateKeys", Repeat.AGAIN)
                        .says("Signs new tokens with a new key; those signed before stay good until they end.")
                        .access(Access.inPerson(Permission.KEYS_ADMIN), LimitClass.WRITE)
                        .answersNothing(204)
                        .by(this::rotate));
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
