package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.launcher.LauncherServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description in the documents is the one that is served, so that a review shows what changes for callers. */
class OpenApiDocumentTest {
    static final Path FILE = Path.of("..", "docs", "openapi.json");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    @Test
    void document_is_the_one_that_is_served() throws Exception {
        try (LauncherServer server = Launchers.start(home.resolve("data"))) {
            HttpResponse<String> served = new Api(server.url()).call("GET", "/openapi.json", "", "");
            assertThat(served.statusCode()).isEqualTo(200);
            DefaultPrettyPrinter printer =
                    new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
            printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
            String pretty = JSON.writer(printer).writeValueAsString(JSON.readTree(served.body())) + "\n";
            new CheckedFile(FILE).assertIs(pretty, OpenApiDocumentTest.class);
        }
    }
}
