package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.wire.Command;
import dev.chatagent.wire.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the WebSocket in the documents is what the code says, so that a review shows what changes for clients. */
class AsyncApiDocumentTest {
    static final Path FILE = Path.of("..", "docs", "asyncapi.json");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode document() throws IOException {
        return AsyncApi.of(JSON.readTree(OpenApiDocumentTest.FILE.toFile()));
    }

    @Test
    void document_is_what_the_code_says() throws Exception {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        new CheckedFile(FILE)
                .assertIs(JSON.writer(printer).writeValueAsString(document()) + "\n", AsyncApiDocumentTest.class);
    }

    /** The file as the build before this one found it, should it have been updated just now. */
    private static String packed() throws IOException {
        try (InputStream in = ChatAgentServlet.class.getResourceAsStream("asyncapi.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void document_is_served_and_kept_by_callers(@TempDir Path home) throws Exception {
        try (LauncherServer server = Launchers.start(home.resolve("data"))) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/api/asyncapi.json"));
            HttpClient http = HttpClient.newHttpClient();
            HttpResponse<String> served = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(served.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(served.body()).isEqualTo(packed());
            String tag = served.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> again =
                    http.send(request.header("If-None-Match", tag).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }

    @Test
    void every_command_is_in_it() throws Exception {
        assertThat(Commands.types().values())
                .containsExactlyInAnyOrderElementsOf(Set.of(Command.class.getPermittedSubclasses()).stream()
                        .map(type -> (Class<? extends Command>) type.asSubclass(Command.class))
                        .toList());
        JsonNode operations = document().path("operations");
        assertThat(Commands.types().keySet()).allSatisfy(type -> assertThat(
                        operations.path(type).path("action").asText())
                .isEqualTo("receive"));
    }

    @Test
    void every_reference_resolves_and_every_schema_is_used() throws Exception {
        JsonNode document = document();
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).hasSizeGreaterThan(60).allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isObject())
                .as(reference)
                .isTrue());
        document.path("components").path("schemas").fieldNames().forEachRemaining(name -> assertThat(references)
                .contains("#/components/schemas/" + name));
    }
}
