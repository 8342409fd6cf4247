package dev.chatagent.tests.event;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** When clients came back, counted by half second. */
record ReconnectTimes(List<Long> millis) {
    private static final int BUCKET_MILLIS = 500;

    int[] histogram() {
        int[] counts =
                new int[1 + (int) (millis.stream().mapToLong(each -> each).max().orElse(0) / BUCKET_MILLIS)];
        millis.forEach(each -> counts[(int) (each / BUCKET_MILLIS)]++);
        return counts;
    }

    /** The most that came within one half second. */
    int peak() {
        return Arrays.stream(histogram()).max().orElse(0);
    }

    @Override
    public String toString() {
        int[] counts = histogram();
        return IntStream.range(0, counts.length)
                .mapToObj(i -> String.format("%.1fs:%d", i * BUCKET_MILLIS / 1000.0, counts[i]))
                .collect(Collectors.joining(" "));
    }
}
