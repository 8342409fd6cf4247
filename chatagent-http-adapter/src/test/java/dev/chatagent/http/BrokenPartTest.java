package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A part of the host's that breaks its word: the caller learns nothing of what is inside, and the container's page says nothing. */
@ParameterizedClass
@EnumSource(Container.class)
class BrokenPartTest {
    @Parameter
    private Container container;

    private static Throwable failure(String kind) {
        return switch (kind) {
            case "exception" -> new IllegalStateException("a secret of dev.example.Inside");
            case "missing class" -> new NoClassDefFoundError("dev/example/Inside");
            default -> new StackOverflowError("dev.example.Inside");
        };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "missing class", "deep recursion"})
    void whatever_is_thrown_is_a_problem_without_internals(String kind) throws Exception {
        try (ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                .rateLimiter((limit, key) -> {
                    throw BrokenPartTest.<RuntimeException>sneak(failure(kind));
                })
                .start()) {
            HttpResponse<String> response = ask(runtime);
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body()).contains("\"internal\"").doesNotContain("Inside", "Error", "Jetty");
        }
    }

    private HttpResponse<String> ask(ChatAgentRuntime runtime) throws Exception {
        try (Served server = container.serve(Recording.application(runtime))) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/health/live");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
