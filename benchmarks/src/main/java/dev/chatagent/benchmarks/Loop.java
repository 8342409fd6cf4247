package dev.chatagent.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Runs a side for its slice. */
final class Loop {
    private static final int CHUNK = 256;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Loop() {}

    /** One call of a side; what it answers is consumed, so that the compiler cannot drop the work. */
    interface Call {
        Object run() throws Exception;
    }

    /** For calls of a microsecond: on this thread, by its processor time, so that other programs count for less. */
    static Sample tight(Duration time, Call call) throws Exception {
        Object[] answers = new Object[CHUNK];
        long start = CPU.getCurrentThreadCpuTime();
        long calls = 0;
        long took;
        do {
            for (int i = 0; i < CHUNK; i++) {
                answers[i] = call.run();
            }
            calls += CHUNK;
            took = CPU.getCurrentThreadCpuTime() - start;
        } while (took < time.toNanos());
        if (List.of(answers).isEmpty()) { // reads them all, so that none is optimised away; null throws
            throw new AssertionError();
        }
        return new Sample(calls * 1e9 / took);
    }

    /** For calls that stay on this thread: its processor time gives the rate, the clock each latency. */
    static Sample alone(Duration time, Call call) throws Exception {
        long start = CPU.getCurrentThreadCpuTime();
        long[] latencies = latencies(call, () -> CPU.getCurrentThreadCpuTime() - start < time.toNanos());
        double took = CPU.getCurrentThreadCpuTime() - start;
        Arrays.sort(latencies);
        return new Sample(latencies.length * 1e9 / took, latencies);
    }

    /** As {@link #timed}, but the rate is by the processor time of the whole process: callers and server share it. */
    static Sample busy(Duration slice, List<Call> callers) throws Exception {
        long start = PROCESS.getProcessCpuTime();
        Sample sample = timed(slice, callers);
        return sample.at(sample.count() * 1e9 / (PROCESS.getProcessCpuTime() - start));
    }

    /** On this thread, each call timed, until something has come to its end. */
    static Sample until(BooleanSupplier end, Call call) throws Exception {
        long start = System.nanoTime();
        long[] latencies = latencies(call, () -> !end.getAsBoolean());
        Arrays.sort(latencies);
        return new Sample(latencies.length * 1e9 / (System.nanoTime() - start), latencies);
    }

    /** That many calls on this thread, each timed. */
    static Sample counted(int calls, Call call) throws Exception {
        AtomicInteger left = new AtomicInteger(calls);
        return until(() -> left.decrementAndGet() <= 0, call);
    }

    /** For calls that take their time: each caller on a thread of its own, each call timed. */
    static Sample timed(Duration slice, List<Call> callers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers.size());
        try {
            CountDownLatch ready = new CountDownLatch(callers.size());
            CountDownLatch go = new CountDownLatch(1);
            List<Future<long[]>> results = new ArrayList<>();
            for (Call caller : callers) {
                results.add(threads.submit(timing(caller, slice, ready, go)));
            }
            ready.await();
            long start = System.nanoTime();
            go.countDown();
            List<long[]> latencies = new ArrayList<>();
            for (Future<long[]> result : results) {
                latencies.add(result.get());
            }
            long took = System.nanoTime() - start;
            long[] all =
                    latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Sample(all.length * 1e9 / took, all);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<long[]> timing(Call caller, Duration slice, CountDownLatch ready, CountDownLatch go) {
        return () -> {
            ready.countDown();
            go.await();
            long end = System.nanoTime() + slice.toNanos();
            return latencies(caller, () -> System.nanoTime() < end);
        };
    }

    private static long[] latencies(Call call, BooleanSupplier goOn) throws Exception {
        long[] latencies = new long[1_024];
        int size = 0;
        do {
            long before = System.nanoTime();
            call.run();
            if (size == latencies.length) {
                latencies = Arrays.copyOf(latencies, size * 2);
            }
            latencies[size++] = System.nanoTime() - before;
        } while (goOn.getAsBoolean());
        return Arrays.copyOf(latencies, size);
    }
}
