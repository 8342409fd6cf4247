package dev.chatagent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.health.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    /** As the Prometheus documentation, "Exposition formats", shows each kind. */
    @Test
    void each_kind_is_written_in_the_text_format() {
        List<Metric> metrics = List.of(
                new Metric.Counter("done_total", "What is done.\nBack\\slash.", 3),
                new Metric.Gauge("open", "What is open.", 1.5),
                new Metric.Histogram(
                        "took_seconds",
                        "How long it took.",
                        List.of(new Metric.Bucket(0.1, 1), new Metric.Bucket(1, 2)),
                        3,
                        7.5));
        assertThat(PrometheusText.write(metrics)).isEqualTo("""
                # HELP done_total What is done.\\nBack\\\\slash.
                # TYPE done_total counter
                done_total 3.0
                # HELP open What is open.
                # TYPE open gauge
                open 1.5
                # HELP took_seconds How long it took.
                # TYPE took_seconds histogram
                took_seconds_bucket{le="0.1"} 1
                took_seconds_bucket{le="1.0"} 2
                took_seconds_bucket{le="+Inf"} 3
                took_seconds_sum 7.5
                took_seconds_count 3
                """);
    }

    @Test
    void a_name_that_prometheus_could_not_read_is_refused() {
        assertThatThrownBy(() -> new Metric.Gauge("a name", "", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
