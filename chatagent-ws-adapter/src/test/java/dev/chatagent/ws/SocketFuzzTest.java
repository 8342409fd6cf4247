package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.event.EventRepository;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.testkit.Eventually;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random frames, and commands that are almost right. The shots of a seed are always the same:
 * {@code -Dchatagent.seed=… -Dchatagent.shot=…} goes on from that one.
 */
@Tag("proof")
class SocketFuzzTest {
    private static final int THREADS = 4;
    private static final String SLOW = "is closed with 4002";
    private static final int WARM_SHOTS = 200;
    private static final int COMMANDS_OF_A_CONNECTION = 50;
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final long LONG_SECONDS = Long.getLong("chatagent.fuzz.seconds", 300);
    private static final long MORE_HEAP = 24L << 20;

    /** What may end a connection whose frames are nonsense, beside what the peer said itself. */
    private static final Set<Integer> ENDS =
            Set.of(1000, 1002, 1003, 1007, 1009, RawSocket.NO_CODE, RawSocket.CUT, 4001, 4408, 4500, 4501);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final Map<String, AtomicLong> seen = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** One shot or several; answers how many. */
    private interface Gun {
        int fire(WsServer server, TokenPair who, long number) throws Exception;
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
        System.out.println("SocketFuzzTest: " + container + ", -Dchatagent.seed=" + seed);
        WsServer server = new WsServer(
                container, settings -> settings.with(Settings.LIMITS, false).with(Settings.ECHO_DELAY, Duration.ZERO));
        try {
            server.log.noteTimesOf(SLOW);
            shoot(server, this::frames, WARM_SHOTS, Duration.ofMinutes(1));
            shoot(server, this::commands, WARM_SHOTS, Duration.ofMinutes(1));
            long heap = usedHeap(server);
            long frames = shoot(server, this::frames, Long.MAX_VALUE, time);
            long commands = shoot(server, this::commands, Long.MAX_VALUE, time);
            assertThat(faults).as("-Dchatagent.seed=%d", seed).isEmpty();
            Eventually.until("all connections are gone", () -> server.connections() == 0);
            long more = usedHeap(server) - heap;
            System.out.printf(
                    "SocketFuzzTest: %s, %d shots of frames, %d commands, %d kB more heap, %s%n",
                    container, frames, commands, more / 1024, new TreeMap<>(seen));
            assertThat(server.complaints())
                    .allMatch(complaint -> container == Container.UNDERTOW && WsServer.negativeLength(complaint));
            assertThat(more).as("more heap").isLessThan(MORE_HEAP);
        } finally {
            server.close();
        }
    }

    private long shoot(WsServer server, Gun gun, long most, Duration time) throws Exception {
        AtomicLong next = new AtomicLong(Long.getLong("chatagent.shot", 0));
        AtomicLong fired = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                TokenPair who = server.register("u" + System.nanoTime());
                all.add(threads.submit(() -> {
                    while (System.nanoTime() < end && fired.get() < most && faults.size() < 5) {
                        fired.addAndGet(gun.fire(server, who, next.getAndAdd(COMMANDS_OF_A_CONNECTION)));
                    }
                    return fired.get();
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return fired.get();
    }

    private int frames(WsServer server, TokenPair who, long number) throws IOException {
        for (long shot = number; shot < number + COMMANDS_OF_A_CONNECTION; shot++) {
            FuzzFrames frames = FuzzFrames.of(seed, shot);
            boolean stranger = shot % 5 == 0;
            try (RawSocket socket = stranger
                    ? new RawSocket(server.port(), "/ws", List.of())
                    : RawSocket.as(server, who.accessToken())) {
                int code = end(socket, frames);
                count("frames " + code);
                if (!ENDS.contains(code) && frames.said().isEmpty()) { // Jetty answers 1014 with 1011
                    faults.add("frames " + shot + " ended with " + code + ", " + frames);
                }
            } catch (SocketTimeoutException e) {
                faults.add("frames " + shot + " had no end, " + frames);
            }
        }
        return COMMANDS_OF_A_CONNECTION;
    }

    private static int end(RawSocket socket, FuzzFrames frames) throws IOException {
        try {
            socket.bytes(frames.bytes());
            socket.finish();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return socket.closeCode(); // it has ended before all was sent
        }
        return socket.closeCode();
    }

    private int commands(WsServer server, TokenPair who, long number) throws Exception {
        Principal principal = server.principal(who);
        ChatSession chat = server.chat(principal);
        long shot = number;
        String text = "";
        long begun = System.nanoTime();
        try (RawSocket socket = RawSocket.as(server, who.accessToken())) {
            socket.nextText();
            for (; shot < number + COMMANDS_OF_A_CONNECTION; shot++) {
                text = FuzzCommands.of(seed, shot, chat.id().toString());
                socket.text(text);
                judge(answer(socket), text, shot);
            }
        } catch (IOException | IllegalStateException | AssertionError e) {
            faults.add("command " + shot + " " + e + ", " + (System.nanoTime() - begun) / 1_000_000
                    + " ms after it began (" + server.log.timesOf(SLOW).size() + " too slow): " + text);
        }
        server.runtime.chats().delete(principal, chat.id());
        return COMMANDS_OF_A_CONNECTION;
    }

    private void judge(JsonNode answer, String text, long shot) {
        if (!answer.path("type").asText().equals("ok")) {
            FrameContract.check(Map.of(), List.of(answer));
        }
        int status = answer.path("error").path("status").asInt(200);
        count("commands " + answer.path("error").path("code").asText("ok"));
        String id = answer.path("id").asText("a1");
        if (status >= 500 || (id.equals("a1") && !text.contains("a1") && answer.has("id"))) {
            faults.add("command " + shot + " " + answer + ": " + text);
        }
    }

    /** The next frame that is no event. */
    private static JsonNode answer(RawSocket socket) throws IOException {
        while (true) {
            RawSocket.Frame frame = socket.read();
            if (frame.opcode() == RawSocket.CLOSE) {
                throw new IllegalStateException("closed with " + frame.closeCode());
            }
            if (frame.opcode() == RawSocket.TEXT) {
                JsonNode json = JSON.readTree(frame.text());
                for (JsonNode one : json.isArray() ? json : List.of(json)) {
                    if (!one.has("stream")) {
                        return one;
                    }
                }
            }
        }
    }

    private void count(String what) {
        seen.computeIfAbsent(what, key -> new AtomicLong()).incrementAndGet();
    }

    /** Without the events of minutes, which the storage in memory keeps for a week. */
    private static long usedHeap(WsServer server) {
        Instant later = server.clock.instant().plus(Duration.ofDays(1));
        server.storage.write(unit -> unit.get(EventRepository.class).prune(later, Integer.MAX_VALUE));
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
