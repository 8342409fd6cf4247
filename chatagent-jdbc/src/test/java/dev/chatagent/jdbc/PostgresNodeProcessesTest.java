package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three nodes in processes of their own: one is killed, their connections are cut, the server crashes, and everybody hears everything. */
class PostgresNodeProcessesTest {
    private static final int WRITES = Integer.getInteger("chatagent.writes", 150);
    private static final String PAUSE_MILLIS = "10";
    private static final long PATIENCE_SECONDS = 90;
    /** What a write takes, on a machine that does other things too, and ten times what is promised of a hint. */
    private static final long MAX_MEDIAN_MICROS = 500_000;

    private final List<Node> nodes = new ArrayList<>();

    /**
     * An event that a node heard, in microseconds since the epoch.
     *
     * @param own whether the node wrote it; it hears it with its commit
     */
    private record Heard(long place, long written, long at, boolean own) {}

    /** A process and what it said. */
    private static final class Node {
        private final Process process;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final CountDownLatch written = new CountDownLatch(1);
        private final List<Heard> heard = new ArrayList<>();

        Node(String url, String name) throws IOException {
            process = new ProcessBuilder(ChildJvm.command(NodeProcess.class, url, name))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread reader = new Thread(this::read);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said(line);
                }
            } catch (IOException e) { // it was killed
                return;
            }
        }

        private void said(String line) {
            if (line.startsWith(NodeProcess.HEARD)) {
                String[] parts = line.split(" ", -1);
                heard(new Heard(
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        Boolean.parseBoolean(parts[4])));
            } else if (line.startsWith(NodeProcess.WRITTEN)) {
                written.countDown();
            } else if (line.equals(NodeProcess.READY)) {
                ready.countDown();
            }
        }

        private synchronized void heard(Heard event) {
            heard.add(event);
        }

        synchronized List<Heard> heard() {
            return List.copyOf(heard);
        }

        List<Long> places() {
            return heard().stream().map(Heard::place).toList();
        }

        void write(int times) throws IOException {
            OutputStream in = process.getOutputStream();
            in.write((times + " " + PAUSE_MILLIS + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.process.destroyForcibly());
    }

    private void start(String url) throws Exception {
        for (int i = 0; i < 3; i++) {
            nodes.add(new Node(url, "node-" + i));
            await(nodes.get(i).ready);
        }
    }

    private static long last(PostgresFixture server, String database) throws Exception {
        try (var connection = server.connect(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT max(last_seq) FROM event_stream WHERE name LIKE 'USER%'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void assertHeardEverything(Node node, long last) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (node.places().size() < last && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(node.places())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, last).boxed().toList());
    }

    @Test
    void everybody_hears_everything_in_order_and_soon() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        String url = server.emptyDatabase("processes");
        start(url);
        for (Node node : nodes) {
            node.write(WRITES);
        }
        for (Node node : nodes) {
            await(node.written);
        }
        long last = last(server, "processes");
        assertThat(last).isGreaterThanOrEqualTo(3L * WRITES);
        List<Heard> all = new ArrayList<>();
        for (Node node : nodes) {
            assertHeardEverything(node, last);
            all.addAll(node.heard());
        }
        List<Heard> warm =
                all.stream().filter(event -> event.place() > last / 3).toList(); // the rest is the JVMs' beginning
        Map<Long, Heard> atHome =
                warm.stream().filter(Heard::own).collect(Collectors.toMap(Heard::place, Function.identity()));
        List<Heard> abroad = warm.stream().filter(event -> !event.own()).toList();
        report("from the call of the writer", abroad, event -> event.at() - event.written());
        long median = report(
                "from when the writer's own node tells it",
                abroad,
                event -> event.at()
                        - Objects.requireNonNull(atHome.get(event.place())).at());
        assertThat(median).isLessThan(MAX_MEDIAN_MICROS);
    }

    private static long report(String from, List<Heard> events, ToLongFunction<Heard> micros) {
        long[] sorted = events.stream().mapToLong(micros).sorted().toArray();
        long median = sorted[sorted.length / 2];
        System.out.printf(
                "PostgresNodeProcessesTest: %d events of other nodes, %s: median %d us, p99 %d us%n",
                sorted.length, from, median, sorted[sorted.length * 99 / 100]);
        return median;
    }

    @Test
    void a_killed_node_cut_connections_and_a_crashed_server_cost_nobody_an_event() throws Exception {
        PostgresFixture server = PostgresFixture.create();
        server.start();
        start(server.url("crashed"));
        for (Node node : nodes) {
            node.write(WRITES);
        }
        TimeUnit.MILLISECONDS.sleep(300);
        server.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'crashed' AND query LIKE 'LISTEN%'");
        nodes.remove(0).process.destroyForcibly();
        TimeUnit.MILLISECONDS.sleep(200);
        server.kill();
        server.start();
        for (Node node : nodes) {
            await(node.written);
        }
        long last = last(server, "crashed");
        for (Node node : nodes) {
            assertHeardEverything(node, last);
        }
    }
}
