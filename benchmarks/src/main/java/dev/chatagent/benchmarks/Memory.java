package dev.chatagent.benchmarks;

/** The heap's live bytes. */
final class Memory {
    private Memory() {}

    /** After collections, until two agree. */
    static long used() {
        Runtime runtime = Runtime.getRuntime();
        long last = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            System.gc();
            long used = runtime.totalMemory() - runtime.freeMemory();
            if (Math.abs(last - used) < 1_024) {
                return used;
            }
            last = used;
        }
        return last;
    }
}
