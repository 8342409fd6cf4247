package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a linter that nobody here wrote says of the API's description: Redocly's, with the rules that it recommends. */
class OpenApiLintTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path LINTER = Npm.file("@redocly", "cli", "bin", "cli.js");

    @TempDir
    Path directory;

    @BeforeEach
    void installed() {
        Npm.assumeInstalled("@redocly/cli", LINTER);
    }

    /** Runs in a directory of its own: no file of anybody's changes the rules. */
    private JsonNode lint(Path document) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(Npm.node()).toFile().isFile() ? absolute(Path.of(Npm.node())) : Npm.node(),
                absolute(LINTER),
                "lint",
                "--extends=recommended",
                "--format=json",
                absolute(document));
        builder.directory(directory.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment()
                .putAll(Map.of(
                        "REDOCLY_TELEMETRY", "off",
                        "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true",
                        "HOME", absolute(directory)));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return JSON.readTree(said);
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    @Test
    void linter_finds_no_error_and_nothing_to_warn_of() throws Exception {
        JsonNode report = lint(OpenApiDocumentTest.FILE);
        assertThat(report.path("problems")).as(report.toPrettyString()).isEmpty();
        assertThat(report.at("/totals/errors").asInt(-1)).isZero();
        assertThat(report.at("/totals/warnings").asInt(-1)).isZero();
    }

    @Test
    void linter_sees_an_answer_that_is_nowhere_described() throws Exception {
        JsonNode document = JSON.readTree(OpenApiDocumentTest.FILE.toFile());
        ObjectNode responses = (ObjectNode) document.at("/components/responses");
        responses.remove("NotFound");
        Path broken = Files.writeString(directory.resolve("broken.json"), document.toString());
        assertThat(lint(broken).at("/totals/errors").asInt()).isPositive();
    }
}
