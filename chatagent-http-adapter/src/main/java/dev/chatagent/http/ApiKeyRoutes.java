package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ApiKey;
import dev.chatagent.account.ApiKeys;
import dev.chatagent.auth.Permission;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.limit.LimitClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A person's keys for machines. */
final class ApiKeyRoutes {
    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(90);

    private final ChatAgentRuntime runtime;

    ApiKeyRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    /** @param expiresIn seconds; 90 days when absent */
    record CreateBody(
            @Nullable String name,
            @Nullable Set<Permission> scopes,
            @Nullable Long expiresIn) {}

    record KeyItem(
            LoginId id,
            String name,
            String hint,
            List<Permission> scopes,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    record KeyList(List<KeyItem> items) {}

    /** @param key the secret itself, shown this once */
    record CreatedAnswer(String key, KeyItem item) {}

    List<Route> routes() {
        Access inPerson = Access.inPerson(Permission.ACCOUNT_SELF);
        return List.of(
                RouteDraft.get("/auth/api-keys", "listApiKeys")
                        .says("The caller's API keys, without their secrets.")
                        .access(Access.needs(Permission.ACCOUNT_SELF), LimitClass.READ)
                        .answers(200, new KeyList(List.of(Examples.KEY)))
                        .by(this::list),
                RouteDraft.post("/auth/api-keys", "createApiKey", Repeat.AGAIN)
                        .says("A new API key; its secret is shown this once.")
                        .access(inPerson, LimitClass.CREDENTIALS)
                        .takes(new CreateBody("nightly report", Set.of(Permission.CHAT), 7_776_000L), "name", "scopes")
                        .answers(201, new CreatedAnswer("cak_" + Examples.OPAQUE, Examples.KEY))
                        .refuses(ErrorCode.CONFLICT)
                        .by(this::create),
                RouteDraft.delete("/auth/api-keys/{key}", "revokeApiKey")
                        .says("Revokes an API key: its next call is refused.")
                        .access(inPerson, LimitClass.CREDENTIALS)
                        .answersNothing(204)
                        .by(this::revoke));
    }

    private Answer list(Exchange exchange) {
        return new Answer.Json(new KeyList(runtime.apiKeys().list(exchange.principal()).stream()
                .map(ApiKeyRoutes::item)
                .toList()));
    }

    private static KeyItem item(ApiKey key) {
        return new KeyItem(
                key.id(),
                key.name(),
                key.hint(),
                key.scopes().stream().sorted().toList(),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt());
    }

    private Answer create(Exchange exchange) {
        CreateBody body = exchange.body(CreateBody.class);
        Long seconds = body.expiresIn();
        ApiKeys.Created created = runtime.apiKeys()
                .create(
                        exchange.principal(),
                        Fields.required("name", body.name()),
                        Fields.required("scopes", body.scopes()),
                        seconds == null ? DEFAULT_LIFETIME : Duration.ofSeconds(seconds));
        return new Answer.Json(new CreatedAnswer(created.secret(), item(created.key())));
    }

    private Answer revoke(Exchange exchange) {
        runtime.apiKeys().revoke(exchange.principal(), LoginId.parse(exchange.parameter("key")));
        return new Answer.Empty();
    }
}
