package dev.chatagent.benchmarks;

/** What a median must reach. */
record Bar(boolean atLeast, double value) {

    static Bar atLeast(double value) {
        return new Bar(true, value);
    }

    static Bar atMost(double value) {
        return new Bar(false, value);
    }

    boolean metBy(double median) {
        return atLeast ? median >= value : median <= value;
    }

    @Override
    public String toString() {
        return (atLeast ? ">= " : "<= ") + Line.number(value);
    }
}
