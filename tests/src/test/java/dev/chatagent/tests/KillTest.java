package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of the launcher in the middle of a stream of writes: what was acknowledged or shown is there afterwards. */
@Tag("proof")
class KillTest {
    private static final int WRITERS = 8;
    private static final int READERS = 2;
    private static final String LONG_TEXT =
            IntStream.range(0, 2_000).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    private final Random random;

    KillTest() {
        long seed = Long.getLong("chatagent.seed", System.nanoTime());
        random = new Random(seed);
        System.out.println("KillTest: -Dchatagent.seed=" + seed);
    }

    /** A kind of embedded database, and the settings that choose it. */
    private enum Kind {
        H2 {
            @Override
            Map<String, String> settings(Path home) {
                return Map.of();
            }
        },
        SQLITE {
            @Override
            Map<String, String> settings(Path home) {
                return Map.of("CHATAGENT_DATABASE_URL", "jdbc:sqlite:" + home.resolve("chatagent.db"));
            }
        };

        abstract Map<String, String> settings(Path home);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_acknowledged_survives_kills(Kind kind, @TempDir Path directory) throws Exception {
        new Kills(kind, directory.resolve("home")).repeat(3);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void what_was_acknowledged_survives_twenty_kills(Kind kind, @TempDir Path directory) throws Exception {
        new Kills(kind, directory.resolve("home")).repeat(20);
    }

    /** Kills one home over and over; each start checks what the kill before it left. */
    private final class Kills {
        private final Kind kind;
        private final Path home;
        private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
        private final Map<String, Queue<String>> seen = new ConcurrentHashMap<>();
        private String token = "";
        private String refreshToken = "";
        private final AtomicBoolean killed = new AtomicBoolean();
        private Set<String> known = Set.of();

        Kills(Kind kind, Path home) {
            this.kind = kind;
            this.home = home;
        }

        private LauncherProcess start() throws IOException {
            return LauncherProcess.start(home, kind.settings(home));
        }

        void repeat(int times) throws Exception {
            List<Long> startUps = new ArrayList<>();
            for (int round = 0; round <= times; round++) {
                try (LauncherProcess server = start()) {
                    startUps.add(server.startUp().toMillis());
                    if (round == 0) {
                        register(server);
                    } else {
                        check(server, round == times);
                    }
                    if (round < times) {
                        writeUntilKilled(server, round);
                    }
                }
            }
            try (LauncherProcess server = start()) {
                assertThat(server.json("POST", "/auth/refresh", "", "{\"refreshToken\":\"" + refreshToken + "\"}")
                                .path("accessToken")
                                .asText())
                        .isNotEmpty();
            }
            System.out.println("KillTest: " + kind + ", " + times + " kills, " + count()
                    + " messages acknowledged, 0 lost, " + seenLength()
                    + " characters seen of interrupted answers, ready after " + startUps + " ms");
        }

        private int count() {
            return acknowledged.values().stream().mapToInt(List::size).sum();
        }

        private int seenLength() {
            return seen.values().stream()
                    .flatMap(Queue::stream)
                    .mapToInt(String::length)
                    .sum();
        }

        private void register(LauncherProcess server) throws Exception {
            JsonNode pair = server.json(
                    "POST", "/auth/register", "", "{\"email\":\"a@b.co\",\"password\":\"four words that differ\"}");
            token = pair.path("accessToken").asText();
            refreshToken = pair.path("refreshToken").asText();
        }

        /** What the last kill could have hurt; in the end, once more, everything. */
        private void check(LauncherProcess server, boolean everything) throws Exception {
            KilledStore store = new KilledStore(server, token);
            Set<String> all = store.chats();
            for (Map.Entry<String, List<String>> entry : acknowledged.entrySet()) {
                if (everything || !known.contains(entry.getKey())) {
                    store.holds(entry.getKey(), entry.getValue());
                }
            }
            for (Map.Entry<String, Queue<String>> entry : seen.entrySet()) {
                store.interruptedAfter(entry.getKey(), String.join("", entry.getValue()));
            }
            for (String chat : all) {
                if (!known.contains(chat)) {
                    store.isWhole(chat);
                }
            }
            known = all;
        }

        private void writeUntilKilled(LauncherProcess server, int round) throws Exception {
            killed.set(false);
            ExecutorService pool = Executors.newCachedThreadPool();
            List<Future<?>> all = new ArrayList<>();
            CountDownLatch reading = new CountDownLatch(READERS);
            for (int r = 0; r < READERS; r++) {
                all.add(pool.submit(() -> readLongAnswer(server, reading)));
            }
            assertThat(reading.await(2, TimeUnit.MINUTES))
                    .as("answers are being read")
                    .isTrue();
            AtomicInteger left = new AtomicInteger(5 + random.nextInt(60));
            Duration delay = Duration.ofNanos(random.nextInt(5_000_000));
            CountDownLatch killNow = new CountDownLatch(1);
            for (int w = 0; w < WRITERS; w++) {
                String text = "round " + round + " writer " + w + " message ";
                all.add(pool.submit(() -> write(server, text, () -> {
                    if (left.decrementAndGet() == 0) {
                        killNow.countDown();
                    }
                })));
            }
            assertThat(killNow.await(2, TimeUnit.MINUTES))
                    .as("enough is acknowledged")
                    .isTrue();
            long end = System.nanoTime() + delay.toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            killed.set(true);
            server.kill();
            for (Future<?> each : all) {
                each.get(2, TimeUnit.MINUTES);
            }
            pool.shutdown();
        }

        private String newChat(LauncherProcess server) throws Exception {
            return server.json("POST", "/chat/sessions", token, "{}").path("id").asText();
        }

        private void send(LauncherProcess server, String chat, String text) throws Exception {
            server.json("POST", "/chat/sessions/" + chat + "/messages", token, "{\"text\":\"" + text + "\"}");
            acknowledged
                    .computeIfAbsent(chat, id -> new CopyOnWriteArrayList<>())
                    .add(text);
        }

        /** Makes chats with one message each; what fails was in the middle of the kill and not acknowledged. */
        private Object write(LauncherProcess server, String text, Runnable onAcknowledged) throws Exception {
            for (int i = 0; server.alive(); i++) {
                try {
                    send(server, newChat(server), text + i);
                } catch (IOException e) {
                    assertThat(killed.get())
                            .as("refused only when killed: %s", e)
                            .isTrue();
                    break;
                }
                onAcknowledged.run();
            }
            return text;
        }

        private Object readLongAnswer(LauncherProcess server, CountDownLatch reading) throws Exception {
            String chat = newChat(server);
            send(server, chat, LONG_TEXT);
            Queue<String> text = new ConcurrentLinkedQueue<>();
            seen.put(chat, text);
            try {
                server.events("session:" + chat, 0, token, event -> {
                    if (event.path("type").asText().equals("message.delta")) {
                        if (text.isEmpty()) {
                            reading.countDown();
                        }
                        text.add(event.path("data").path("text").asText());
                    }
                    return true;
                });
            } catch (IOException e) { // the kill
            }
            return chat;
        }
    }
}
