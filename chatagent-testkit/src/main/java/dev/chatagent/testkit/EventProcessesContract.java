package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.testkit.RunningNode.Heard;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Three nodes in processes of their own that write at once: one is killed, their connections are cut, what they share crashes, and everybody
 * hears everything, once and in order. Says how long it took; {@code -Dchatagent.writes=N} has each write more.
 */
public abstract class EventProcessesContract {
    private static final int NODES = 3;
    private static final int WRITES = Integer.getInteger("chatagent.writes", 150);
    private static final long PAUSE_MILLIS = 10;
    /** What a write takes, on a machine that does other things too, and ten times what is promised of a hint. */
    private static final Duration LONGEST_MEDIAN = Duration.ofMillis(500);
    /** Twenty times what is promised, for the same reason. */
    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(5);

    private final List<RunningNode> nodes = new ArrayList<>();

    /** The settings of a node, by their variables; of an empty database at each call. */
    protected abstract Map<String, String> environment() throws Exception;

    /** Cuts the brokers' connections, as a network that fails for a moment does. */
    protected abstract void cut() throws Exception;

    /** Kills what the nodes share and starts it again; returns when it answers. */
    protected abstract void crash() throws Exception;

    @AfterEach
    final void stop() {
        nodes.forEach(RunningNode::kill);
    }

    private void start() throws Exception {
        Map<String, String> environment = environment();
        for (int i = 0; i < NODES; i++) {
            nodes.add(RunningNode.start("node-" + i, environment));
        }
        for (RunningNode node : nodes) {
            node.write(WRITES, PAUSE_MILLIS);
        }
    }

    /** Once those are done, each of them has heard the same places without a gap, and every change that was acknowledged. */
    private static void assertAllHeard(List<RunningNode> living, List<RunningNode> writers)
            throws InterruptedException {
        for (RunningNode node : living) {
            node.awaitDone();
        }
        List<String> acknowledged =
                writers.stream().flatMap(node -> node.acknowledged().stream()).toList();
        assertThat(acknowledged).isNotEmpty();
        Eventually.until("everybody has heard everything", () -> allAt(last(living), living, acknowledged));
        List<Long> places = LongStream.rangeClosed(1, last(living)).boxed().toList();
        for (RunningNode node : living) {
            assertThat(node.heard()).extracting(Heard::place).isEqualTo(places);
            assertThat(node.heard()).extracting(Heard::title).containsAll(acknowledged);
        }
    }

    private static boolean allAt(long last, List<RunningNode> living, List<String> acknowledged) {
        return living.stream()
                .map(RunningNode::heard)
                .allMatch(heard -> heard.size() >= Math.max(last, acknowledged.size())
                        && heard.stream().map(Heard::title).toList().containsAll(acknowledged));
    }

    private static long last(List<RunningNode> living) {
        return living.stream()
                .flatMap(node -> node.heard().stream())
                .mapToLong(Heard::place)
                .max()
                .orElse(0);
    }

    @Test
    void everybody_hears_everything_in_order_and_soon() throws Exception {
        start();
        assertAllHeard(nodes, nodes);
        long cold = last(nodes) / 3; // the JVMs' beginning
        report("from the call of the writer", abroad(event -> event.place() > cold, Heard::written));
        Map<Long, Long> home = home();
        long[] late = abroad(event -> event.place() > cold, event -> Objects.requireNonNull(home.get(event.place())));
        report("from when the writer's own node tells it", late);
        assertThat(Duration.of(late[late.length / 2], ChronoUnit.MICROS)).isLessThan(LONGEST_MEDIAN);
    }

    @Test
    void a_killed_node_cut_connections_and_a_crash_cost_nobody_an_event() throws Exception {
        start();
        TimeUnit.MILLISECONDS.sleep(300);
        cut();
        nodes.get(0).kill();
        TimeUnit.MILLISECONDS.sleep(200);
        crash();
        long back = NodeProcess.micros(Instant.now());
        List<RunningNode> living = nodes.subList(1, NODES);
        assertAllHeard(living, nodes);
        Map<Long, Long> home = home();
        long[] late = abroad(event -> event.at() > back, event -> Math.max(back, home.getOrDefault(event.place(), 0L)));
        report("after the crash, from when all was back or the writer's own node tells it", late);
        assertThat(Duration.of(late[late.length - 1], ChronoUnit.MICROS)).isLessThan(LONGEST_CATCHING_UP);
    }

    /** When each place was heard by the node that wrote it, with its commit. */
    private Map<Long, Long> home() {
        Map<Long, Long> home = new HashMap<>();
        for (RunningNode node : nodes) {
            node.heard().stream().filter(node::wrote).forEach(event -> home.put(event.place(), event.at()));
        }
        return home;
    }

    private interface Start {
        long of(Heard event);
    }

    /** How many microseconds events took to those who have not written them, ascending. */
    private long[] abroad(Predicate<Heard> which, Start start) {
        return nodes.stream()
                .flatMap(node -> node.heard().stream()
                        .filter(event -> !node.wrote(event))
                        .filter(which))
                .mapToLong(event -> event.at() - start.of(event))
                .sorted()
                .toArray();
    }

    private void report(String from, long[] micros) {
        System.out.printf(
                "%s: %d events of other nodes, %s: median %d us, p99 %d us, longest %d us%n",
                getClass().getSimpleName(),
                micros.length,
                from,
                micros[micros.length / 2],
                micros[micros.length * 99 / 100],
                micros[micros.length - 1]);
    }
}
