package dev.chatagent.wire;

import dev.chatagent.health.Metric;
import java.util.List;

/** Metrics as Prometheus reads them (text exposition format 0.0.4). */
public final class PrometheusText {
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private PrometheusText() {}

    public static String write(List<Metric> metrics) {
        StringBuilder text = new StringBuilder();
        metrics.forEach(metric -> append(text, metric));
        return text.toString();
    }

    private static void append(StringBuilder text, Metric metric) {
        text.append("# HELP ").append(metric.name()).append(' ');
        text.append(metric.description().replace("\\", "\\\\").replace("\n", "\\n"));
        if (metric instanceof Metric.Counter counter) {
            type(text, metric, "counter");
            line(text, metric.name(), counter.value());
        } else if (metric instanceof Metric.Gauge gauge) {
            type(text, metric, "gauge");
            line(text, metric.name(), gauge.value());
        } else if (metric instanceof Metric.Histogram histogram) {
            type(text, metric, "histogram");
            for (Metric.Bucket bucket : histogram.buckets()) {
                line(text, metric.name() + "_bucket{le=\"" + bucket.atMost() + "\"}", bucket.count());
            }
            line(text, metric.name() + "_bucket{le=\"+Inf\"}", histogram.count());
            line(text, metric.name() + "_sum", histogram.sum());
            line(text, metric.name() + "_count", histogram.count());
        }
    }

    private static void type(StringBuilder text, Metric metric, String type) {
        text.append("\n# TYPE ").append(metric.name()).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, Number value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
