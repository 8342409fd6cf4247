package dev.chatagent.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Many WebSocket connections to a server of this process, held by another one. For one thread. */
final class Crowd implements AutoCloseable {
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    private Crowd(Process process) {
        this.process = process;
        this.orders = process.outputWriter();
        this.answers = process.inputReader();
    }

    /**
     * How its connections talk.
     *
     * @param hello what each says first, a JSON object; empty for nothing
     * @param answer what the answer to that ends with
     * @param mark what comes once in all that is counted and in nothing else
     */
    record Manner(String path, String hello, String answer, String mark) {}

    static Crowd connect(int port, String token, Manner manner, int size) throws IOException {
        Crowd crowd = new Crowd(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrowdProcess.class.getName(),
                        "" + port,
                        manner.path(),
                        token,
                        manner.hello(),
                        manner.answer(),
                        manner.mark(),
                        "" + size))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        crowd.expect(CrowdProcess.READY);
        return crowd;
    }

    private void expect(String word) throws IOException {
        String line = answers.readLine();
        if (!word.equals(line)) {
            throw new IOException("The crowd is gone: " + line);
        }
    }

    /** What is done while everybody listens. */
    interface Work {
        void run() throws Exception;
    }

    /** Answers after how many nanoseconds of the work each connection had heard so many, ascending. */
    long[] hears(int times, Work work) throws Exception {
        return order(times, false, work);
    }

    /** As above, while each connection says its first words again and again, each time after an answer. */
    long[] asks(int times) throws Exception {
        return order(times, true, () -> {});
    }

    private long[] order(int times, boolean asking, Work work) throws Exception {
        orders.write(times + " " + asking + "\n");
        orders.flush();
        expect(CrowdProcess.GO);
        long start = System.nanoTime(); // the machine's own clock, the same for both processes
        work.run();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The crowd is gone");
        }
        long[] arrivals = Arrays.stream(line.split(" "))
                .mapToLong(at -> Long.parseLong(at) - start)
                .toArray();
        Arrays.sort(arrivals);
        return arrivals;
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.destroy();
    }
}
