package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link NodeProcess} and what it has said. Thread-safe. */
final class RunningNode {
    private static final long PATIENCE_SECONDS = 90;

    /** An event; its times are in microseconds since the epoch. */
    record Heard(long place, long written, long at, String title) {}

    private final String name;
    private final Process process;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Heard> heard = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();

    private RunningNode(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** One that is ready. */
    static RunningNode start(String name, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(NodeProcess.class, name))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        RunningNode node = new RunningNode(name, builder.start());
        Thread reader = new Thread(node::read, name);
        reader.setDaemon(true);
        reader.start();
        node.await(node.ready);
        return node;
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

    private synchronized void said(String line) {
        if (line.startsWith(NodeProcess.HEARD)) {
            String[] parts = line.split(" ", -1);
            heard.add(
                    new Heard(Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]), parts[4]));
        } else if (line.startsWith(NodeProcess.ACKNOWLEDGED)) {
            acknowledged.add(line.substring(NodeProcess.ACKNOWLEDGED.length()));
        } else if (line.equals(NodeProcess.DONE)) {
            done.countDown();
        } else if (line.equals(NodeProcess.READY)) {
            ready.countDown();
        }
    }

    private void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(name).isTrue();
    }

    void write(int times, long pauseMillis) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((times + " " + pauseMillis + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    void awaitDone() throws InterruptedException {
        await(done);
    }

    boolean wrote(Heard event) {
        return event.title().startsWith(name + "-");
    }

    synchronized List<Heard> heard() {
        return List.copyOf(heard);
    }

    synchronized List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    void kill() {
        process.destroyForcibly();
    }
}
