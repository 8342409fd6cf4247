package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import dev.chatagent.wire.PrometheusText;
import jakarta.servlet.ServletRequestListener;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A runtime in memory behind a real container, with a clock that the test moves and a log that it reads. */
final class WsServer implements AutoCloseable {
    /** More than it takes to see by the heartbeat that nobody is there. */
    static final long PATIENCE_SECONDS = 60;

    private static final String PASSWORD = "a password of many words";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");

    final TestClock clock = TestClock.create();
    final InMemoryStorage storage = InMemoryStorage.create();
    final ChatAgentRuntime runtime;
    final ChatAgentEndpoint endpoint;
    final LogWatch log = LogWatch.open();
    private final Served server;

    WsServer(Container container, UnaryOperator<Settings> more) throws Exception {
        this(container, more, ChatAgentEndpoint::originGuard);
    }

    WsServer(
            Container container,
            UnaryOperator<Settings> more,
            Function<ChatAgentRuntime, ? extends ServletRequestListener> listener)
            throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(more.apply(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "test")
                        .with(Settings.ECHO_DELAY, Duration.ofMillis(1))))
                .clock(clock)
                .storage(storage)
                .start();
        AtomicReference<ChatAgentEndpoint> mounted = new AtomicReference<>();
        server = container.serve(Application.of(
                listener.apply(runtime), sockets -> mounted.set(ChatAgentEndpoint.register(sockets, "/ws", runtime))));
        endpoint = Objects.requireNonNull(mounted.get());
        log.forgetComplaints();
    }

    WsServer(Container container) throws Exception {
        this(container, settings -> settings);
    }

    /** How many TCP connections the server holds. */
    long connections() {
        return server.connections();
    }

    int port() {
        return server.port();
    }

    URI uri(String query) {
        return URI.create("ws://127.0.0.1:" + port() + "/ws" + query);
    }

    TokenPair register(String name) {
        TokenPair pair =
                runtime.accounts().register(new Registration(new Email(name + "@example.org"), PASSWORD, ""), CLIENT);
        remember(pair);
        return pair;
    }

    TokenPair login(String name) {
        TokenPair pair = runtime.accounts().login(new Email(name + "@example.org"), PASSWORD, CLIENT);
        remember(pair);
        return pair;
    }

    /** Secrets must not come up in the log or the metrics. */
    private void remember(TokenPair pair) {
        log.remember(pair.accessToken());
        log.remember(pair.refreshToken());
    }

    String apiKey(TokenPair pair) {
        return apiKey(pair, Permission.CHAT);
    }

    String apiKey(TokenPair pair, Permission scope) {
        String key = runtime.apiKeys()
                .create(principal(pair), "key", Set.of(scope), Duration.ofDays(1))
                .secret();
        log.remember(key);
        return key;
    }

    Principal principal(TokenPair pair) {
        return runtime.authenticator().authenticate(pair.accessToken());
    }

    ChatSession chat(Principal principal) {
        return runtime.chats().create(principal, Optional.empty(), Optional.empty());
    }

    /** How many messages the chat has by now. */
    int messages(TokenPair pair, ChatSession chat) {
        return runtime.chats().get(principal(pair), chat.id()).messageCount();
    }

    String ticket(TokenPair pair) {
        String ticket = runtime.accounts().webSocketTicket(principal(pair));
        log.remember(ticket);
        return ticket;
    }

    WsClient connect(TokenPair pair) throws Exception {
        return WsClient.connect(uri(""), builder -> builder.header("Authorization", "Bearer " + pair.accessToken()));
    }

    /** What was logged as a warning or worse, but for tasks that Undertow gives its threads while it ends them. */
    List<String> complaints() {
        return log.complaints().stream()
                .filter(complaint -> !complaint.contains("XNIO007007"))
                .filter(complaint ->
                        !(complaint.contains("XNIO000011") && complaint.contains("Executor is being shut down")))
                .toList();
    }

    /** What Undertow says of a length with the highest bit set. */
    static boolean negativeLength(String complaint) {
        return complaint.contains("XNIO001007") && complaint.contains("ReferenceCountedPooled.createView");
    }

    @Override
    public void close() throws IOException {
        String metrics = PrometheusText.write(runtime.metrics());
        endpoint.close();
        server.close();
        runtime.close();
        log.close();
        assertThat(log.leaks(metrics)).as("secrets in the log or the metrics").isEmpty();
    }
}
