package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.wire.Command;
import dev.chatagent.wire.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
