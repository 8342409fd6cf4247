package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.account.UserRepository;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.Metric;
import dev.chatagent.id.TenantId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a storage tells of itself, over HTTP: to whom it may be told. */
class MetricsTest {
    private static final String PASSWORD = "four words that differ";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");
    private static final String PROMETHEUS =
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0";
    private static final String PLACE = "db.internal:5432";

    private static final Storage memory = InMemoryStorage.create();
    private static Served server;
    private static ChatAgentRuntime runtime;
    private static String base;

    /** A storage that has something to tell. */
    private record Telling(Storage storage) implements Storage {
        @Override
        public <T> T read(Work<T> work) {
            return storage.read(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            return storage.write(work);
        }

        @Override
        public void start() {
            storage.start();
        }

        @Override
        public void close() {
            storage.close();
        }

        @Override
        public String component() {
            return "database";
        }

        @Override
        public ComponentHealth check() {
            return ComponentHealth.up("at " + PLACE).with(Map.of("place", PLACE));
        }

        @Override
        public List<Metric> metrics() {
            return List.of(new Metric.Counter("chatagent_database_statements_total", "Statements.", 7));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                .storage(new Telling(memory))
                .start();
        server = Container.JETTY.serve(Recording.application(runtime));
        base = "http://127.0.0.1:" + server.port() + "/api";
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        runtime.close();
    }

    private static String token(String name, List<String> roles) {
        Email email = new Email(name + "@example.org");
        TokenPair pair = runtime.accounts().register(new Registration(email, PASSWORD, name), CLIENT);
        memory.write(unit -> unit.get(UserRepository.class)
                .updateRoles(TenantId.DEFAULT, pair.user().id(), roles));
        return runtime.accounts().login(email, PASSWORD, CLIENT).accessToken();
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Accept", path.equals("/metrics") ? PROMETHEUS : "application/json");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void an_operator_reads_metrics_as_prometheus_does() throws Exception {
        HttpResponse<String> answer = get("/metrics", token("operator", List.of("user", "admin")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("text/plain").contains("version=0.0.4"));
        assertThat(answer.body().lines())
                .contains(
                        "# TYPE chatagent_database_statements_total counter",
                        "chatagent_database_statements_total 7.0");
    }

    @Test
    void nobody_else_reads_metrics() throws Exception {
        assertThat(get("/metrics", "").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", token("anybody", List.of("user"))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void facts_are_for_operators_and_the_public_hears_of_up_and_down_alone() throws Exception {
        JsonNode health = new ObjectMapper()
                .readTree(get("/health", token("another", List.of("user", "admin")))
                        .body());
        assertThat(health.at("/components/database/facts/place").asText()).isEqualTo(PLACE);
        assertThat(get("/health", "").statusCode()).isEqualTo(401);
        HttpResponse<String> ready = get("/health/ready", "");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"database\":{\"status\":\"up\"}").doesNotContain(PLACE, "facts");
    }
}
