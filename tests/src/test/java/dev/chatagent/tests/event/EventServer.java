package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.Draft;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import dev.chatagent.ws.ChatAgentEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A runtime on H2 behind a container, with WebSocket and API, and without limits. */
final class EventServer implements AutoCloseable {
    private static final String PASSWORD = "a password of many words";

    final Storage storage;
    final ChatAgentRuntime runtime;
    private final ChatAgentEndpoint endpoint;
    private final Served served;

    EventServer(Container container, Path home) throws Exception {
        storage = JdbcStorage.h2(home.resolve("chatagent"));
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults()
                        .with(Settings.HOME, home.toString())
                        .with(Settings.ENVIRONMENT, "development")
                        .with(Settings.LIMITS, false)
                        .with(Settings.PASSWORD_COST, 4)
                        .with(Settings.ECHO_DELAY, Duration.ofMillis(1)))
                .storage(storage)
                .start();
        AtomicReference<ChatAgentEndpoint> mounted = new AtomicReference<>();
        served = container.serve(new Application(
                Map.of("/api/*", ChatAgentServlet.of(runtime)),
                Optional.empty(),
                Optional.of(ChatAgentEndpoint.originGuard(runtime)),
                sockets -> mounted.set(ChatAgentEndpoint.register(sockets, "/ws", runtime)),
                Map.of()));
        endpoint = Objects.requireNonNull(mounted.get());
    }

    /** Somebody with an account. */
    record Person(String token, Principal principal) {}

    Person person(String name, TenantId tenant) {
        ClientInfo client = new ClientInfo("test", "127.0.0.1", tenant, null);
        TokenPair pair =
                runtime.accounts().register(new Registration(new Email(name + "@example.org"), PASSWORD, name), client);
        return new Person(pair.accessToken(), runtime.authenticator().authenticate(pair.accessToken()));
    }

    ChatId chat(Person person) {
        return runtime.chats()
                .create(person.principal(), Optional.empty(), Optional.empty())
                .id();
    }

    /** Sends something, whose answer takes a moment; false while one is being written. */
    boolean send(Person person, ChatId chat) {
        try {
            runtime.chats()
                    .send(person.principal(), chat, Draft.of("some words", null, Optional.empty(), Optional.empty()));
            return true;
        } catch (ChatAgentException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.RUN_IN_PROGRESS);
            return false;
        }
    }

    int port() {
        return served.port();
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
        served.close();
        runtime.close();
        storage.close();
    }
}
