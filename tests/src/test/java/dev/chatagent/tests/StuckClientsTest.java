package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand clients that send a byte a second, or read nothing of what they asked for: dropped in time, and nobody else notices. */
@Tag("proof")
class StuckClientsTest {
    private static final int HEADS = 430;
    private static final int BODIES = 380;
    private static final int BODIES_NOBODY_WANTS = 150;
    private static final int DEAF_TO_THE_DESCRIPTION = 28;
    private static final int DEAF_TO_A_CHAT = 12;
    /** Answers that fill what the sockets of both sides hold, several times. */
    private static final int ASKED_AT_ONCE = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** All are still there then, and the burst in which they came has been worked off. */
    private static final Duration LOOK = Duration.ofMillis(1_500);
    /** Heads are looked at once a second, what is refused is read for two more, and the machine does other things too. */
    private static final Duration SLACK = Duration.ofSeconds(8);

    private static final Duration GIVEN_UP = Duration.ofSeconds(30);
    private static final long P99_MILLIS = 1_000;
    /** The pool of a container is 200 and that of the adapter is 64; a burst fills both for a while. A thread for each client would be 1,000. */
    private static final int MORE_THREADS = 290;

    /** Inside of the adapter, where those who are served come by too. */
    private static final long BUSY_THREADS = 8;

    /** Tomcat keeps what it has made for a thousand connections at once, for the next thousand. */
    private static final long MORE_HEAP = 160L << 20;

    @TempDir
    Path home;

    private int mostThreads;
    private Map<String, Long> names = Map.of();
    private long fewestInside = Long.MAX_VALUE;

    @Timeout(180) // a thread that a client keeps would keep the server from its end
    @ParameterizedTest
    @EnumSource(Container.class)
    void stuck_clients_are_dropped_and_others_are_served(Container container) throws Exception {
        Settings settings = Launchers.settings(home)
                .with(Settings.REQUEST_TIMEOUT, PATIENCE)
                .with(Settings.ECHO_DELAY, Duration.ZERO);
        try (Host host = Host.start(container, settings)) {
            Api api = new Api(host.url());
            Api.Account ada = api.register("ada@example.org");
            String page = largePage(api, ada);
            serve(api, ada, new AtomicBoolean(true)); // warms up
            long heap = usedHeap();
            int threads = threads();
            mostThreads = threads;
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService others = Executors.newFixedThreadPool(2);
            long took;
            List<Long> latencies = new ArrayList<>();
            try (Crowd crowd = new Crowd(host.port())) {
                Future<List<Long>> one = others.submit(() -> serve(api, ada, over));
                Future<List<Long>> two = others.submit(() -> serve(api, ada, over));
                gather(crowd, page);
                look(crowd);
                took = untilDropped(crowd, host);
                over.set(true);
                latencies.addAll(one.get());
                latencies.addAll(two.get());
            } finally {
                over.set(true);
                others.shutdownNow();
            }
            report(container, took, latencies, threads);
            assertThat(mostThreads - threads)
                    .as("more threads, of these names: %s", names)
                    .isLessThan(MORE_THREADS);
            assertThat(fewestInside).as("threads that wait").isLessThan(BUSY_THREADS);
            waitUntilNobodyIsLeft(host);
            assertThat(usedHeap() - heap).as("more heap").isLessThan(MORE_HEAP);
            assertThat(api.profile(ada.access())).isEqualTo(200);
        }
    }

    private void report(Container container, long took, List<Long> latencies, int threads) {
        latencies.sort(null);
        long p99 = latencies.get((int) (latencies.size() * 0.99));
        System.out.printf(
                "StuckClientsTest: %s dropped them after %d ms; %d calls of others, p99 %d ms; %d threads more, %d inside%n",
                container, took, latencies.size(), p99, mostThreads - threads, fewestInside);
        assertThat(took).as("dropped after").isLessThan(PATIENCE.plus(SLACK).toMillis());
        assertThat(latencies).hasSizeGreaterThan(100);
        Speed.atMost(P99_MILLIS, p99, "Call of others beside stuck clients, p99");
    }

    /** A request for a page of some hundred kilobytes. */
    private static String largePage(Api api, Api.Account ada) throws Exception {
        String chat = api.json("POST", "/chat/sessions", ada.access(), "{}")
                .path("id")
                .asText();
        api.json(
                "POST",
                "/chat/sessions/" + chat + "/messages",
                ada.access(),
                "{\"text\":\"" + "large ".repeat(30_000) + "\"}");
        return get("/api/chat/sessions/" + chat + "/messages", ada.access());
    }

    private static String get(String path, String token) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n";
    }

    private static void gather(Crowd crowd, String page) throws Exception {
        crowd.deaf(DEAF_TO_THE_DESCRIPTION, get("/api/openapi.json", "").repeat(ASKED_AT_ONCE));
        crowd.deaf(DEAF_TO_A_CHAT, page.repeat(ASKED_AT_ONCE));
        crowd.slow(HEADS, "GET /api/health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ");
        String body = " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3600\r\n\r\n{";
        crowd.slow(BODIES, "POST /api/auth/login" + body);
        crowd.slow(BODIES_NOBODY_WANTS, "POST /api/chat/sessions" + body);
    }

    private void look(Crowd crowd) throws Exception {
        long end = System.nanoTime() + LOOK.toNanos();
        while (System.nanoTime() < end && fewestInside >= BUSY_THREADS) {
            crowd.work(50);
            fewestInside = Math.min(fewestInside, inside());
        }
    }

    private long untilDropped(Crowd crowd, Host host) throws Exception {
        long start = System.nanoTime();
        long nextByte = start;
        while (crowd.sending() > 0 || host.connections().getAsLong() > 10) {
            long now = System.nanoTime();
            if (now - start > GIVEN_UP.toNanos()) {
                throw new AssertionError("Still there: " + crowd.left() + ", "
                        + host.connections().getAsLong() + " connections");
            }
            if (now >= nextByte) {
                crowd.drip();
                nextByte += TimeUnit.SECONDS.toNanos(1);
            }
            crowd.work(50);
            noteThreads();
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private void noteThreads() {
        int now = threads();
        if (now > mostThreads) {
            mostThreads = now;
            names = Thread.getAllStackTraces().keySet().stream()
                    .collect(Collectors.groupingBy(
                            thread -> thread.getName().replaceAll("[0-9]+", "N"), TreeMap::new, Collectors.counting()));
        }
    }

    /** What somebody else does meanwhile, at least some; answers how long each call took, in milliseconds. */
    private static List<Long> serve(Api api, Api.Account ada, AtomicBoolean over) {
        List<Long> latencies = new ArrayList<>();
        do {
            long start = System.nanoTime();
            assertThat(api.profile(ada.access())).isEqualTo(200);
            latencies.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        } while (!over.get() || latencies.size() < 60);
        return latencies;
    }

    private static void waitUntilNobodyIsLeft(Host host) throws InterruptedException {
        long end = System.nanoTime() + GIVEN_UP.toNanos();
        while (host.connections().getAsLong() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(host.connections().getAsLong()).as("left open").isZero();
    }

    /** Threads that are in the adapter: with one for each who is stuck there are never few. */
    private static long inside() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack ->
                        Stream.of(stack).anyMatch(frame -> frame.getClassName().startsWith("dev.chatagent.http.")))
                .count();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
