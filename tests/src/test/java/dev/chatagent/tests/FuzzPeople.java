package dev.chatagent.tests;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ApiKeys;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.Sent;
import dev.chatagent.file.NewFile;
import dev.chatagent.file.StoredFile;
import dev.chatagent.file.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody with one of everything, an administrator, and somebody whom things are done to; calls delete them all sooner or later. */
record FuzzPeople(
        TokenPair user,
        TokenPair admin,
        TokenPair prey,
        String login,
        String chat,
        String run,
        String file,
        String key,
        String canary) {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ClientInfo CLIENT = new ClientInfo("fuzz", "127.0.0.1");

    /** Who calls. */
    enum Role {
        USER,
        ADMIN,
        NOBODY
    }

    static FuzzPeople create(ChatAgentRuntime runtime, Principal root) {
        TokenPair user = person(runtime);
        TokenPair admin = person(runtime);
        runtime.users().updateRoles(root, admin.user().id(), List.of("user", "admin"));
        admin = runtime.accounts().login(new Email(admin.user().email()), Api.PASSWORD, CLIENT);
        Principal principal = runtime.authenticator().authenticate(user.accessToken());
        String canary = "canary" + COUNT.incrementAndGet() + "bird";
        ChatSession chat = runtime.chats().create(principal, Optional.of(canary), Optional.empty());
        Sent sent = runtime.chats().send(principal, chat.id(), new Draft(canary, Optional.empty(), Optional.empty()));
        ApiKeys.Created key = runtime.apiKeys().create(principal, canary, Set.of(Permission.CHAT), Duration.ofDays(1));
        return new FuzzPeople(
                user,
                admin,
                person(runtime),
                principal.login().toString(),
                chat.id().toString(),
                sent.run().id().toString(),
                file(runtime, principal, chat, canary).id().toString(),
                key.key().id().toString(),
                canary);
    }

    private static StoredFile file(ChatAgentRuntime runtime, Principal principal, ChatSession chat, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        NewFile file = new NewFile("a.txt", "text/plain", OptionalLong.of(bytes.length), Optional.empty());
        try (Upload upload = runtime.files().begin(principal, chat.id(), file)) {
            upload.write(bytes, 0, bytes.length);
            return upload.finish();
        }
    }

    private static TokenPair person(ChatAgentRuntime runtime) {
        return runtime.accounts().register(new Registration(new Email(newEmail()), Api.PASSWORD, "Somebody"), CLIENT);
    }

    static String newEmail() {
        return "person-" + COUNT.incrementAndGet() + "@example.org";
    }

    String token(Role role) {
        return switch (role) {
            case USER -> user.accessToken();
            case ADMIN -> admin.accessToken();
            case NOBODY -> "";
        };
    }

    /** The id for a parameter of a path. */
    String id(String parameter) {
        return switch (parameter) {
            case "login" -> login;
            case "key" -> key;
            case "user" -> prey.user().id().toString();
            case "id" -> chat;
            case "run" -> run;
            case "file" -> file;
            default -> throw new AssertionError("Say here what this is: " + parameter);
        };
    }

    /** What must be in nobody's answer but their own, and in no log. */
    List<String> secrets() {
        return List.of(user.accessToken(), user.refreshToken(), admin.accessToken(), prey.refreshToken());
    }
}
