package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.http.RecordingFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation of the API with ids, paths, queries, bodies, headers and methods as no caller should send them, over raw sockets.
 * The shots of a seed are always the same: {@code -Dchatagent.seed=… -Dchatagent.shot=…} sends a single one.
 */
@Tag("proof")
class FuzzTest {
    private static final int THREADS = 3;
    private static final int SHOTS_OF_THE_SAME_PEOPLE = 40;
    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final long LONG_SECONDS = Long.getLong("chatagent.fuzz.seconds", 200);
    private static final long MORE_HEAP = 48L << 20;
    private static final int SHOWN = 12;

    /** What needs a secret that only a mail, an app or a log has. */
    private static final Set<String> NEEDS_MORE = Set.of(
            "POST /auth/setup",
            "POST /auth/password-reset/confirm",
            "POST /auth/email-verification/confirm",
            "POST /auth/totp/confirm",
            "POST /auth/totp/remove");

    @TempDir
    Path home;

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final AtomicLong next = new AtomicLong(Long.getLong("chatagent.shot", 0));
    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final Set<String> succeeded = ConcurrentHashMap.newKeySet();
    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private final List<Operation> operations;

    FuzzTest() throws IOException {
        operations = Operation.all();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void nothing_that_is_sent_does_harm(Container container) throws Exception {
        fuzz(container, SHORT);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(Container.class)
    void nothing_that_is_sent_for_minutes_does_harm(Container container) throws Exception {
        fuzz(container, Duration.ofSeconds(LONG_SECONDS));
    }

    private void fuzz(Container container, Duration time) throws Exception {
        System.out.println("FuzzTest: " + container + ", -Dchatagent.seed=" + seed);
        Settings settings = Launchers.settings(home)
                .with(Settings.ECHO_DELAY, Duration.ZERO)
                .with(Settings.REQUEST_TIMEOUT, Duration.ofSeconds(5));
        try (Host host = Host.start(container, settings, Host.recording());
                WatchedLog log = new WatchedLog(text -> text.contains(Api.PASSWORD) || text.contains("Bearer ey"))) {
            Principal root = root(host);
            shoot(host, root, 2L * operations.size(), Duration.ofMinutes(1)); // all classes are loaded, all caches warm
            long heap = usedHeap();
            long shots = shoot(host, root, Long.MAX_VALUE, time);
            long more = usedHeap() - heap;
            System.out.printf(
                    "FuzzTest: %s, %d shots, %d kB more heap, answers %s%n",
                    container, shots, more / 1024, new TreeMap<>(answers));
            assertThat(faults.values()).as("-Dchatagent.seed=%d", seed).isEmpty();
            assertThat(log.faults()).as("log").isEmpty();
            assertThat(unreached()).as("never succeeded").isSubsetOf(NEEDS_MORE);
            assertThat(more).as("more heap").isLessThan(MORE_HEAP);
            registerAndChat(host);
        }
    }

    private static Principal root(Host host) {
        ClientInfo client = new ClientInfo("fuzz", "127.0.0.1");
        String token = host.runtime().accounts().setupToken().orElseThrow();
        TokenPair pair = host.runtime()
                .accounts()
                .setUp(
                        token,
                        new dev.chatagent.account.Registration(new Email("root@example.org"), Api.PASSWORD, "Root"),
                        client);
        return host.runtime().authenticator().authenticate(pair.accessToken());
    }

    private Set<String> unreached() {
        Set<String> unreached = new TreeSet<>();
        operations.forEach(operation -> unreached.add(operation.toString()));
        unreached.removeAll(succeeded);
        return unreached;
    }

    /** At most so many, for at most so long; answers how many. */
    private long shoot(Host host, Principal root, long most, Duration time) throws Exception {
        long first = next.get();
        long last = most == Long.MAX_VALUE ? most : first + most;
        long end = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> {
                    FuzzPeople people = FuzzPeople.create(host.runtime(), root);
                    int shots = 0;
                    for (long n = next.getAndIncrement();
                            n < last && System.nanoTime() < end;
                            n = next.getAndIncrement()) {
                        if (++shots % SHOTS_OF_THE_SAME_PEOPLE == 0 || n < operations.size()) {
                            people = FuzzPeople.create(host.runtime(), root);
                        }
                        fire(host, FuzzShot.of(n, seed, operations, people));
                    }
                    return shots;
                }));
            }
            for (Future<?> one : all) {
                while (!one.isDone()) {
                    TimeUnit.MILLISECONDS.sleep(50);
                    RecordingFilter.check();
                }
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return next.get() - first;
    }

    private void fire(Host host, FuzzShot shot) {
        long start = System.nanoTime();
        List<String> found;
        String answered = "none";
        try {
            RawAnswer answer = RawAnswer.to(host.port(), shot.bytes(), false);
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            found = FuzzVerdict.faults(shot, answer, took);
            answered = answer.text().substring(0, Math.min(answer.text().length(), 1_500));
            answers.computeIfAbsent("" + answer.status(), status -> new AtomicLong())
                    .incrementAndGet();
            if (answer.status() / 100 == 2 && shot.kind() == FuzzShot.Kind.NOTHING) {
                succeeded.add(shot.operation().toString());
            }
        } catch (IOException e) {
            found = List.of("no end: " + e);
        }
        for (String fault : found) {
            if (faults.size() < SHOWN) {
                faults.putIfAbsent(
                        shot.operation() + " " + fault,
                        fault + "\n" + shot + "\n--- was answered with\n" + answered + "\n");
            }
        }
    }

    private static void registerAndChat(Host host) throws Exception {
        Api api = new Api(host.url());
        Api.Account ada = api.register("ada@example.org");
        String chats = "/chat/sessions";
        String messages = chats + "/"
                + api.json("POST", chats, ada.access(), "{}").path("id").asText() + "/messages";
        api.json("POST", messages, ada.access(), "{\"text\":\"still there?\"}");
        JsonNode items = api.json("GET", messages, ada.access(), "").path("items");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!items.path(1).path("status").asText().equals("complete") && System.nanoTime() < end) {
            items = api.json("GET", messages, ada.access(), "").path("items");
        }
        assertThat(items.path(1).path("parts").path(0).path("text").asText()).contains("still there?");
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
