package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What AsyncAPI's own parser says of the WebSocket's description. */
class AsyncApiLintTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CHECK = Path.of("src", "test", "js", "asyncapi-check.mjs");

    @TempDir
    Path directory;

    @BeforeEach
    void installed() {
        Npm.assumeInstalled("@asyncapi/parser", Npm.file("@asyncapi", "parser", "package.json"));
    }

    private static JsonNode check(Path document) throws IOException, InterruptedException {
        NodeScript.Said said = NodeScript.run(
                CHECK,
                Npm.file("").toAbsolutePath().toString(),
                document.toAbsolutePath().toString());
        assertThat(said.status()).as(said.text()).isZero();
        return JSON.readTree(said.text());
    }

    @Test
    void parser_finds_no_error_and_nothing_to_warn_of() throws Exception {
        JsonNode report = check(AsyncApiDocumentTest.FILE);
        assertThat(report.path("faults")).as(report.toPrettyString()).isEmpty();
        assertThat(report.path("operations").asInt()).isEqualTo(9);
    }

    @Test
    void parser_sees_a_reference_to_nothing() throws Exception {
        JsonNode document = JSON.readTree(AsyncApiDocumentTest.FILE.toFile());
        ((ObjectNode) document.at("/components/messages")).remove("ping.ok");
        Path broken = Files.writeString(directory.resolve("broken.json"), document.toString());
        assertThat(check(broken).path("faults")).isNotEmpty();
    }
}
