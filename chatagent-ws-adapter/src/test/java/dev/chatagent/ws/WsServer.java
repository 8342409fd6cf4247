package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import jakarta.servlet.ServletRequestListener;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/** A runtime in memory behind a real container, with a clock that the test moves and a log that it reads. */
final class WsServer implements AutoCloseable {
    static final long PATIENCE_SECONDS = 30;
    private static final String PASSWORD = "a password of many words";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");

    final TestClock clock = TestClock.create();
    final InMemoryStorage storage = InMemoryStorage.create();
    final ChatAgentRuntime runtime;
    final ChatAgentEndpoint endpoint;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Served server;

    WsServer(Container container, UnaryOperator<Settings> more) throws Exception {
        this(container, more, ChatAgentEndpoint::originGuard);
    }

    WsServer(
            Container container,
            UnaryOperator<Settings> more,
            Function<ChatAgentRuntime, ? extends ServletRequestListener> listener)
            throws Exception {
        log.start();
        root().addAppender(log);
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
        log.list.clear();
    }

    WsServer(Container container) throws Exception {
        this(container, settings -> settings);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
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
        return runtime.accounts().register(new Registration(new Email(name + "@example.org"), PASSWORD, ""), CLIENT);
    }

    TokenPair login(String name) {
        return runtime.accounts().login(new Email(name + "@example.org"), PASSWORD, CLIENT);
    }

    Principal principal(TokenPair pair) {
        return runtime.authenticator().authenticate(pair.accessToken());
    }

    ChatSession chat(Principal principal) {
        return runtime.chats().create(principal, Optional.empty(), Optional.empty());
    }

    String ticket(TokenPair pair) {
        return runtime.accounts().webSocketTicket(principal(pair));
    }

    WsClient connect(TokenPair pair) throws Exception {
        return WsClient.connect(uri(""), builder -> builder.header("Authorization", "Bearer " + pair.accessToken()));
    }

    /** What was logged as a warning or worse, but for what the test's own reader of schemas says. */
    List<String> complaints() {
        synchronized (log) {
            return List.copyOf(log.list).stream()
                    .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                    .filter(event -> !event.getLoggerName().startsWith("com.networknt."))
                    .filter(event -> !event.getMessage().startsWith("UT026010")) // of each start of an Undertow
                    .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
                    .toList();
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
        server.close();
        runtime.close();
        root().detachAppender(log);
    }
}
