package dev.chatagent.jdbc;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ConnectionId;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.presence.PresenceEvent;
import dev.chatagent.presence.PresentConnection;
import dev.chatagent.testkit.ChildJvm;
import dev.chatagent.wire.JsonEventCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that is killed while connections come and go: those that stay tell each that was there as gone, once. */
@SuppressWarnings("NullAway.Init") // each test begins with start()
class PostgresPresenceTest {
    private static final String PASSWORD = "a password of many words";
    private static final int MOST = 80;
    /** A sign of life that is thirty seconds old, and a look every five. */
    private static final Duration LIFETIME = Duration.ofSeconds(35);

    private final JumpingClock clock = new JumpingClock();
    private final List<ChatAgentRuntime> staying = new ArrayList<>();
    private JdbcStorage storage;
    private Principal ada;
    private @Nullable Process process;

    private static final class JumpingClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private String start(String database) {
        String url = PostgresFixture.get().emptyDatabase(database);
        for (int i = 0; i < 2; i++) {
            storage = JdbcStorage.at(url);
            staying.add(ChatAgentRuntime.builder()
                    .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                    .clock(clock)
                    .storage(storage)
                    .start());
        }
        ada = staying.get(0)
                .authenticator()
                .authenticate(staying.get(0)
                        .accounts()
                        .register(
                                new Registration(new Email("ada@example.org"), PASSWORD, ""),
                                new ClientInfo("test", "127.0.0.1"))
                        .accessToken());
        return url;
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
        staying.forEach(ChatAgentRuntime::close);
    }

    private void runAndKill(String url) throws IOException, InterruptedException {
        Process started = new ProcessBuilder(
                        ChildJvm.command(PresenceProcess.class, url, PASSWORD, Integer.toString(MOST)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = started;
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.equals(PresenceProcess.READY)) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo(PresenceProcess.READY);
            TimeUnit.MILLISECONDS.sleep(500 + System.nanoTime() % 500);
            started.destroyForcibly().waitFor();
        }
    }

    private List<Event> events() {
        return storage.read(
                unit -> unit.get(EventRepository.class).read(StreamId.of(ada.user()), 0, Integer.MAX_VALUE));
    }

    private List<ConnectionId> told(boolean joined) {
        return events().stream()
                .map(event -> new JsonEventCodec().decode(event.type(), event.json()))
                .flatMap(data -> data instanceof PresenceEvent.PresenceJoined here && joined
                        ? Stream.of(here.connection())
                        : data instanceof PresenceEvent.PresenceLeft gone && !joined
                                ? Stream.of(gone.connection())
                                : Stream.empty())
                .map(PresentConnection::id)
                .toList();
    }

    private void assertAllToldOnce(List<ConnectionId> butThese) {
        List<ConnectionId> joined = new ArrayList<>(told(true));
        assertThat(joined).doesNotHaveDuplicates().hasSizeGreaterThan(MOST);
        joined.removeAll(butThese);
        assertThat(told(false)).containsExactlyInAnyOrderElementsOf(joined);
    }

    @Test
    void whoever_joined_a_killed_node_is_told_as_gone_once() throws Exception {
        runAndKill(start("presence"));
        assertThat(staying.get(0).presence().list(ada)).hasSizeGreaterThanOrEqualTo(MOST);
        clock.ahead = Duration.ofSeconds(31);
        until("nobody is here", () -> staying.get(1).presence().list(ada).isEmpty());
        assertAllToldOnce(List.of());
    }

    @Test
    @Tag("long")
    void they_are_told_within_their_lifetime_and_nobody_else_is() throws Exception {
        String url = start("presence_lifetime");
        staying.forEach(node -> node.presence().joined(ada, ConnectionKind.EVENTS, () -> {}));
        until("both are here", () -> staying.get(0).presence().list(ada).size() == 2);
        List<ConnectionId> stay = staying.get(0).presence().list(ada).stream()
                .map(PresentConnection::id)
                .toList();
        runAndKill(url);
        long killed = System.nanoTime();
        until("the others are gone", () -> staying.get(1).presence().list(ada).size() == 2);
        Duration took = Duration.ofNanos(System.nanoTime() - killed);
        System.out.printf("PostgresPresenceTest: told after %d ms%n", took.toMillis());
        assertThat(took).isLessThan(LIFETIME.plusSeconds(2)); // for eighty of them, a unit of sixty-four each
        assertAllToldOnce(stay);
    }
}
