package dev.chatagent.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.examples.jetty.Caller;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The runtime's readiness is a component of the actuator's health. */
class HealthTest {

    @Test
    void actuator_shows_the_runtime() throws Exception {
        try (ConfigurableApplicationContext application =
                Application.run(List.of(Application.Plain.class), "--management.endpoint.health.show-details=always")) {
            JsonNode health = Caller.json(
                            Caller.stranger(Application.url(application)).page("/actuator/health"))
                    .path("components")
                    .path("chatAgent");
            assertThat(health.path("status").asText()).isEqualTo("UP");
            assertThat(health.path("details").path("startup").asText()).isEqualTo("done");
        }
    }
}
