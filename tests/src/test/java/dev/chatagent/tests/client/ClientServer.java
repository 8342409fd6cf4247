package dev.chatagent.tests.client;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.id.ChatId;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import dev.chatagent.ws.ChatAgentEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A runtime on H2 behind Jetty, which can be stopped and started again with its data. Who is here is not told: every event is one that
 * a test has written. Single-threaded but for its people.
 */
final class ClientServer implements AutoCloseable {
    private static final String PASSWORD = "a password of many words";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");

    private final Path home;
    private final UnaryOperator<Settings> more;
    private Storage storage;
    private ChatAgentRuntime runtime;
    private ChatAgentEndpoint endpoint;
    private Served served;

    private ClientServer(Path home, UnaryOperator<Settings> more) throws Exception {
        this.home = home;
        this.more = more;
        storage = JdbcStorage.h2(home.resolve("chatagent"));
        runtime = ChatAgentRuntime.builder()
                .settings(more.apply(Settings.defaults()
                        .with(Settings.HOME, home.toString())
                        .with(Settings.ENVIRONMENT, "development")
                        .with(Settings.PASSWORD_COST, 4)
                        .with(Settings.PRESENCE, false)
                        .with(Settings.ECHO_DELAY, Duration.ofMillis(1))))
                .storage(storage)
                .start();
        AtomicReference<ChatAgentEndpoint> mounted = new AtomicReference<>();
        served = Container.JETTY.serve(Application.of(
                ChatAgentEndpoint.originGuard(runtime),
                sockets -> mounted.set(ChatAgentEndpoint.register(sockets, "/ws", runtime))));
        endpoint = Objects.requireNonNull(mounted.get());
    }

    static ClientServer start(Path home, UnaryOperator<Settings> more) throws Exception {
        return new ClientServer(home, more);
    }

    int port() {
        return served.port();
    }

    /** Tells every client to come back, and is gone. */
    void stop() throws IOException {
        endpoint.close();
        served.close();
        runtime.close();
        storage.close();
    }

    /** Another process with the same data, as far as clients can tell; on another port. */
    ClientServer again() throws Exception {
        return new ClientServer(home, more);
    }

    /** Somebody with an account. */
    final class Someone {
        final String name;
        private final TokenPair first;
        private final Principal principal;

        private Someone(String name) {
            this.name = name;
            this.first = runtime.accounts().register(new Registration(email(), PASSWORD, ""), CLIENT);
            this.principal = runtime.authenticator().authenticate(first.accessToken());
        }

        private Email email() {
            return new Email(name + "@example.org");
        }

        /** The token of the registration. */
        String token() {
            return first.accessToken();
        }

        /** A token of a login of its own. */
        String freshToken() {
            return runtime.accounts().login(email(), PASSWORD, CLIENT).accessToken();
        }

        void logOut() {
            runtime.accounts().logout(principal);
        }

        ChatId chat() {
            return runtime.chats()
                    .create(principal, Optional.empty(), Optional.empty())
                    .id();
        }

        /** An event in the person's own stream each. */
        void rename(ChatId chat, int times) {
            for (int i = 0; i < times; i++) {
                runtime.chats().rename(principal, chat, "title " + i);
            }
        }

        void delete(ChatId chat) {
            runtime.chats().delete(principal, chat);
        }

        int messages(ChatId chat) {
            return runtime.chats().get(principal, chat).messageCount();
        }
    }

    Someone someone(String name) {
        return new Someone(name);
    }

    /** As {@link Someone#rename}, for somebody who was registered before a restart. */
    void rename(String name, ChatId chat, int times) {
        String token = runtime.accounts()
                .login(new Email(name + "@example.org"), PASSWORD, CLIENT)
                .accessToken();
        Principal principal = runtime.authenticator().authenticate(token);
        for (int i = 0; i < times; i++) {
            runtime.chats().rename(principal, chat, "title " + i);
        }
    }

    /** Events of that size each, which no compression makes smaller, as if they had been there before anybody listened. */
    void append(ChatId chat, int count, int bytes) {
        String text = new Random(bytes)
                .ints(bytes, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String json = "{\"messageId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7.1\",\"text\":\"" + text + "\"}";
        storage.write(unit -> unit.get(EventRepository.class)
                .append(IntStream.range(0, count)
                        .mapToObj(i -> new EventDraft(StreamId.of(chat), "message.delta", Instant.now(), json))
                        .toList()));
    }

    /** The retention of events, at once. */
    void prune() {
        storage.write(
                unit -> unit.get(EventRepository.class).prune(Instant.now().plusSeconds(1), 100_000));
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
