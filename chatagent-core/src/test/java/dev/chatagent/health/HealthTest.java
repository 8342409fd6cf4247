package dev.chatagent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final Health health = new Health(List.of(new HealthCheck() {
        @Override
        public String component() {
            return "disk";
        }

        @Override
        public ComponentHealth check() {
            return ComponentHealth.down("It is full.").with(Map.of("kind", "round"));
        }

        @Override
        public Map<String, String> facts() {
            return Map.of("looks", "" + looks.incrementAndGet());
        }
    }));

    @Test
    void facts_are_looked_for_by_the_full_report_alone() {
        assertThat(health.readiness().status()).isEqualTo(ComponentHealth.Status.DOWN);
        assertThat(looks).hasValue(0);
        assertThat(health.report().components())
                .containsOnly(Map.entry(
                        "disk",
                        new ComponentHealth(
                                ComponentHealth.Status.DOWN, "It is full.", Map.of("kind", "round", "looks", "1"))));
    }
}
