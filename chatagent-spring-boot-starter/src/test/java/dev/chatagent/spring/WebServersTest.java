package dev.chatagent.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.jetty.Caller;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Tomcat and Jetty, the web servers of Spring Boot 4 with servlets. */
class WebServersTest {
    @ParameterizedTest
    @ValueSource(strings = {"Jetty", "Tomcat"})
    void application_serves_and_stops_without_waiting_for_its_clients(String server) throws Exception {
        Caller.Socket socket;
        InputStream events;
        Instant begun;
        try (ConfigurableApplicationContext application = Application.runOn(server, List.of(Application.Plain.class))) {
            Caller stranger = Caller.stranger(Application.url(application));
            Caller ada = stranger.chatted("ada@example.org");
            HttpResponse<String> page = stranger.page("/hello");
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .as("pages of the application are its own matter")
                    .isEmpty();
            socket = ada.socket();
            socket.send("{\"id\":\"1\",\"type\":\"ping\"}");
            socket.await("ok");
            events = ada.events();
            begun = Instant.now();
        }
        assertThat(socket.awaitClose()).isBetween(4000, 4499);
        assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8)).contains("\nevent: subscribed\n");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }
}
