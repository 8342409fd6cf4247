package dev.chatagent.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.tests.NodeScript;
import dev.chatagent.tests.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types of the JavaScript client, to TypeScript's own compiler: they allow what is right, and fit what the wire carries. */
class ClientTypesTest {
    private static final Path COMPILER = Npm.file("typescript", "lib", "tsc.js");
    private static final Path SOURCES = Path.of("src", "test", "ts");
    private static final Pattern FAULT = Pattern.compile("(?m)^(?:.*/)?(\\w+\\.ts)\\((\\d+),\\d+\\): error (.*)$");

    @TempDir
    Path directory;

    private record Fault(String file, int line, String text) {}

    @BeforeEach
    void installed() throws IOException {
        Npm.assumeInstalled("TypeScript", COMPILER);
        Path installed = Files.createDirectories(directory.resolve(Path.of("node_modules", "chatagent-client")));
        try (Stream<Path> files = Files.list(NodeUnderTest.PACKAGE)) {
            for (Path file : files.toList()) {
                Files.copy(file, installed.resolve(file.getFileName()));
            }
        }
        Files.writeString(directory.resolve("package.json"), "{\"type\":\"module\"}");
    }

    private List<Fault> compile() throws Exception {
        Files.writeString(directory.resolve("tsconfig.json"), """
                {"compilerOptions": {"noEmit": true, "strict": true, "module": "nodenext", "target": "es2022",
                  "lib": ["es2023", "dom"], "types": []}, "include": ["*.ts"]}""");
        NodeScript.Said said = NodeScript.run(COMPILER, "-p", directory.toString());
        List<Fault> faults = FAULT.matcher(said.text())
                .results()
                .map(fault -> new Fault(fault.group(1), Integer.parseInt(fault.group(2)), fault.group(3)))
                .toList();
        assertThat(said.status() == 0).as(said.text()).isEqualTo(faults.isEmpty());
        return faults;
    }

    @Test
    void right_uses_compile_and_each_wrong_one_is_seen() throws Exception {
        for (String name : new String[] {"guide.ts", "wrong.ts"}) {
            Files.copy(SOURCES.resolve(name), directory.resolve(name));
        }
        Files.writeString(directory.resolve("wire.ts"), wire());
        List<Fault> faults = compile();
        assertThat(faults).allSatisfy(fault -> assertThat(fault.file()).isEqualTo("wrong.ts"));
        List<String> lines = Files.readAllLines(SOURCES.resolve("wrong.ts"));
        List<Integer> wrong = IntStream.rangeClosed(1, lines.size())
                .filter(line -> lines.get(line - 1).contains("// wrong"))
                .boxed()
                .toList();
        assertThat(new TreeSet<>(faults.stream().map(Fault::line).toList())).containsExactlyElementsOf(wrong);
    }

    /** Literals of every event that the document describes: a field that only one side knows is an error, either way. */
    private static String wire() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(Path.of("..", "docs", "asyncapi.json").toFile());
        StringBuilder source = new StringBuilder(
                "import type { StreamEvent } from 'chatagent-client';\nexport const all: StreamEvent[] = [\n");
        for (JsonNode message : document.at("/operations/events/messages")) {
            String name = message.path("$ref").asText().replaceAll(".*/", "");
            JsonNode payload = document.at("/components/messages").path(name).path("payload");
            source.append(new Sample(document).of(payload)).append(",\n");
        }
        return source.append("];\n").toString();
    }

    /** A value of a schema with every field that there can be. */
    private record Sample(JsonNode document) {
        String of(JsonNode schema) {
            if (schema.has("$ref")) {
                return of(document.at(schema.path("$ref").asText().substring(1)));
            }
            if (schema.has("oneOf")) {
                return of(schema.path("oneOf").path(0));
            }
            if (schema.has("const")) {
                return schema.path("const").toString();
            }
            return switch (schema.path("type").asText()) {
                case "object" -> object(schema.path("properties"));
                case "array" -> "[" + of(schema.path("items")) + "]";
                case "integer" -> "1";
                case "boolean" -> "true";
                default -> schema.has("enum") ? schema.path("enum").path(0).toString() : "\"text\"";
            };
        }

        private String object(JsonNode properties) {
            List<String> fields = new ArrayList<>();
            properties.properties().forEach(field -> fields.add(field.getKey() + ": " + of(field.getValue())));
            return "{ " + String.join(", ", fields) + " }";
        }
    }
}
