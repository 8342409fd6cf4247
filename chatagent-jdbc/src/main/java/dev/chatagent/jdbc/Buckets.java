package dev.chatagent.jdbc;

import dev.chatagent.health.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts how often something happened, by how large it was. Thread-safe. */
final class Buckets {
    private static final double NANOS = 1e9;

    private final String name;
    private final String description;
    private final double[] bounds;
    /** One more than bounds, for what is larger than all of them. */
    private final LongAdder[] counts;

    private final DoubleAdder sum = new DoubleAdder();

    private Buckets(String name, String description, double... bounds) {
        this.name = name;
        this.description = description;
        this.bounds = bounds;
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, i -> new LongAdder());
    }

    static Buckets ofSeconds(String name, String description) {
        return new Buckets(
                name, description, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5);
    }

    static Buckets ofUnits(String name, String description) {
        return new Buckets(name, description, 1, 2, 4, 8, 16, 32, 64, 128, 256);
    }

    void addNanos(long nanos) {
        add(nanos / NANOS);
    }

    void add(double size) {
        int bucket = Arrays.binarySearch(bounds, size);
        counts[bucket < 0 ? -bucket - 1 : bucket].increment();
        sum.add(size);
    }

    Metric metric() {
        List<Metric.Bucket> buckets = new ArrayList<>();
        long count = 0;
        for (int i = 0; i < bounds.length; i++) {
            count += counts[i].sum();
            buckets.add(new Metric.Bucket(bounds[i], count));
        }
        return new Metric.Histogram(name, description, buckets, count + counts[bounds.length].sum(), sum.sum());
    }
}
