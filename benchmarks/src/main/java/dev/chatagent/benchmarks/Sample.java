package dev.chatagent.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one side did in its slice. */
final class Sample {
    private final double perSecond;
    private final long[] latencies;

    /** Where only the rate is measured. */
    Sample(double perSecond) {
        this(perSecond, new long[0]);
    }

    /** @param latencies nanoseconds, ascending */
    Sample(double perSecond, long[] latencies) {
        this.perSecond = perSecond;
        this.latencies = latencies;
    }

    double perSecond() {
        return perSecond;
    }

    int count() {
        return latencies.length;
    }

    /** The same calls under another rate. */
    Sample at(double rate) {
        return new Sample(rate, latencies);
    }

    double percentile(double p) {
        return latencies[(int) Math.min(latencies.length - 1, Math.round(p * latencies.length))];
    }

    double spread() {
        return percentile(0.99) / percentile(0.5);
    }

    /** Round by round, one side over the other. */
    static List<Double> ratios(List<Sample> ours, List<Sample> baseline, ToDoubleFunction<Sample> figure) {
        Double[] ratios = new Double[ours.size()];
        Arrays.setAll(ratios, i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(baseline.get(i)));
        return List.of(ratios);
    }

    static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** "ours against baseline", as rates. */
    static String rates(List<Sample> ours, List<Sample> baseline) {
        return Line.count(median(ours, Sample::perSecond)) + "/s against "
                + Line.count(median(baseline, Sample::perSecond)) + "/s";
    }
}
