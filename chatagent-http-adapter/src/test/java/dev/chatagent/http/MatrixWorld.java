package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ApiKeys;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.account.UserRepository;
import dev.chatagent.auth.Pbkdf2Hasher;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.Sent;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.file.NewFile;
import dev.chatagent.file.Upload;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A server with two tenants, and new people for each call: calls end logins and delete things. */
final class MatrixWorld {
    static final String PASSWORD = "four words that differ";

    private static final TenantId OTHER = new TenantId("other");

    final ChatAgentRuntime runtime;
    private final TestClock clock = TestClock.create();
    private final InMemoryStorage storage = InMemoryStorage.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Served server;
    private final String base;
    private final String expired;
    private int people;

    /** Who calls, seen from the owner of what the call is about. */
    enum Caller {
        NOBODY,
        EXPIRED,
        REVOKED,
        GARBAGE,
        REFRESH_TOKEN,
        TICKET,
        OWNER,
        OWNERS_KEY_FOR_CHATS,
        OWNERS_KEY_FOR_THE_ACCOUNT,
        ADMIN_AS_OWNER,
        ANOTHER_USER,
        USER_OF_ANOTHER_TENANT,
        ADMIN,
        ADMIN_OF_ANOTHER_TENANT;

        Set<Permission> permissions() {
            return switch (this) {
                case NOBODY, EXPIRED, REVOKED, GARBAGE, REFRESH_TOKEN, TICKET -> Set.of();
                case OWNERS_KEY_FOR_CHATS -> Set.of(Permission.CHAT);
                case OWNERS_KEY_FOR_THE_ACCOUNT -> Set.of(Permission.ACCOUNT_SELF);
                case OWNER, ADMIN_AS_OWNER, ANOTHER_USER, USER_OF_ANOTHER_TENANT ->
                    Set.of(Permission.ACCOUNT_SELF, Permission.CHAT);
                case ADMIN, ADMIN_OF_ANOTHER_TENANT -> EnumSet.allOf(Permission.class);
            };
        }

        boolean known() {
            return !permissions().isEmpty();
        }

        boolean isOwner() {
            return name().contains("OWNER");
        }

        boolean inPerson() {
            return !isOwner() || this == OWNER;
        }

        boolean sameTenant() {
            return this != USER_OF_ANOTHER_TENANT && this != ADMIN_OF_ANOTHER_TENANT;
        }
    }

    /** A person with one of everything; the canary is in every text of theirs. */
    record Owner(
            String canary,
            String email,
            TokenPair pair,
            Principal principal,
            ChatId chat,
            RunId run,
            FileId file,
            String key,
            String keyId) {
        UserId user() {
            return principal.user();
        }

        private String path(Route route) {
            return route.template()
                    .replace("{id}", chat.toString())
                    .replace("{run}", run.toString())
                    .replace("{file}", file.toString())
                    .replace("{login}", principal.login().toString())
                    .replace("{key}", keyId)
                    .replace("{user}", user().toString());
        }
    }

    record Reply(int status, String body) {}

    MatrixWorld(Container container) throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "test")
                        .with(Settings.LIMITS, false)
                        .with(Settings.ECHO_DELAY, Duration.ofMinutes(1))
                        .with(Settings.TENANTS, "localhost=other"))
                .storage(storage)
                .clock(clock)
                .passwordHasher(new Pbkdf2Hasher(10))
                .start();
        server = container.serve(Recording.application(runtime));
        base = "http://127.0.0.1:" + server.port() + "/api";
        expired = person("early", TenantId.DEFAULT).accessToken();
        clock.advance(Duration.ofMinutes(15));
        admin(TenantId.DEFAULT); // the last administrator of a tenant cannot be changed
    }

    void close() throws Exception {
        server.close();
        runtime.close();
    }

    private static ClientInfo client(TenantId tenant) {
        return new ClientInfo("test", "127.0.0.1", tenant, null);
    }

    private TokenPair person(String name, TenantId tenant) {
        Registration registration = new Registration(new Email(name + "@example.org"), PASSWORD, name);
        return runtime.accounts().register(registration, client(tenant));
    }

    private TokenPair person(TenantId tenant) {
        return person("person-" + people++, tenant);
    }

    private TokenPair admin(TenantId tenant) {
        TokenPair pair = person(tenant);
        storage.write(unit ->
                unit.get(UserRepository.class).updateRoles(tenant, pair.user().id(), List.of("user", "admin")));
        return runtime.accounts().login(new Email(pair.user().email()), PASSWORD, client(tenant));
    }

    private Principal principal(TokenPair pair) {
        return runtime.authenticator().authenticate(pair.accessToken());
    }

    Owner owner() {
        String canary = "Canary" + people++ + "z";
        TokenPair pair = person(canary, TenantId.DEFAULT);
        Principal principal = principal(pair);
        ChatSession chat = runtime.chats().create(principal, Optional.of(canary), Optional.empty());
        Sent sent = runtime.chats()
                .send(principal, chat.id(), new Draft(canary + " text", Optional.empty(), Optional.empty()));
        ApiKeys.Created created =
                runtime.apiKeys().create(principal, canary, Set.of(Permission.CHAT), Duration.ofDays(1));
        return new Owner(
                canary,
                pair.user().email(),
                pair,
                principal,
                chat.id(),
                sent.run().id(),
                file(principal, chat.id(), canary),
                created.secret(),
                created.key().id().toString());
    }

    private FileId file(Principal principal, ChatId chat, String canary) {
        NewFile file = new NewFile(canary + ".txt", "text/plain", OptionalLong.empty(), Optional.empty());
        try (Upload upload = runtime.files().begin(principal, chat, file)) {
            byte[] bytes = canary.getBytes(StandardCharsets.UTF_8);
            upload.write(bytes, 0, bytes.length);
            return upload.finish().id();
        }
    }

    private String token(Caller caller, Owner owner) {
        return switch (caller) {
            case NOBODY -> "";
            case EXPIRED -> expired;
            case REVOKED -> revoked();
            case GARBAGE -> "garbage";
            case REFRESH_TOKEN -> owner.pair().refreshToken();
            case TICKET -> runtime.accounts().webSocketTicket(owner.principal());
            case OWNER -> owner.pair().accessToken();
            case OWNERS_KEY_FOR_CHATS -> owner.key();
            case OWNERS_KEY_FOR_THE_ACCOUNT ->
                runtime.apiKeys()
                        .create(owner.principal(), "x", Set.of(Permission.ACCOUNT_SELF), Duration.ofDays(1))
                        .secret();
            case ADMIN_AS_OWNER ->
                runtime.users()
                        .impersonate(principal(admin(TenantId.DEFAULT)), owner.user(), client(TenantId.DEFAULT))
                        .accessToken();
            case ANOTHER_USER -> person(TenantId.DEFAULT).accessToken();
            case USER_OF_ANOTHER_TENANT -> person(OTHER).accessToken();
            case ADMIN -> admin(TenantId.DEFAULT).accessToken();
            case ADMIN_OF_ANOTHER_TENANT -> admin(OTHER).accessToken();
        };
    }

    private String revoked() {
        TokenPair pair = person(TenantId.DEFAULT);
        runtime.sessions().logout(principal(pair));
        return pair.accessToken();
    }

    Reply call(Route route, Caller caller, Owner owner, String query, String body) throws Exception {
        String token = token(caller, owner);
        String host = caller.sameTenant() ? base : base.replace("127.0.0.1", "localhost");
        String ids = query.replace("{user}", owner.user().toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(host + owner.path(route) + (ids.isEmpty() ? "" : "?" + ids)))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .method(route.method(), HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = response.body()) {
            boolean endless = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("text/event-stream"))
                    .isPresent();
            byte[] bytes = endless ? stream.readNBytes(10) : stream.readAllBytes();
            return new Reply(response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
