package dev.chatagent.health;

import java.util.List;

/** A number that is watched over time: what it is called, what it says and how it stands now. */
public sealed interface Metric {
    /** Lower-case words joined by underscores, with the unit at the end, e.g. {@code chatagent_database_commit_seconds}. */
    String name();

    /** One sentence for whoever draws it. */
    String description();

    /** What only grows, from the start of the process on. */
    record Counter(String name, String description, double value) implements Metric {
        public Counter {
            requireName(name);
        }
    }

    /** What goes up and down. */
    record Gauge(String name, String description, double value) implements Metric {
        public Gauge {
            requireName(name);
        }
    }

    /**
     * How often something happened, and how large it was.
     *
     * @param buckets by their upper bounds, rising; what is larger than all of them is in none
     * @param count of all that happened
     * @param sum of their sizes
     */
    record Histogram(String name, String description, List<Bucket> buckets, long count, double sum) implements Metric {
        public Histogram {
            requireName(name);
            buckets = List.copyOf(buckets);
        }
    }

    /** How many were at most so large, those of the smaller buckets among them. */
    record Bucket(double atMost, long count) {}

    private static void requireName(String name) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("A metric's name is lower-case words joined by underscores: " + name);
        }
    }
}
