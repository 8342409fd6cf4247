package dev.chatagent.examples.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The code in the documents is the code that is compiled: a block names, in the comment above it, the file and the region
 * that it shows.
 */
class SnippetsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("```(java|xml)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SOURCE = Pattern.compile("<!-- snippet: (\\S+)#(\\S+) -->\n\\z");
    private static final Pattern MARKER = Pattern.compile("\\s*(//|<!--) @(start|end) region=.*");

    /** A block of code and where it says that it is from. */
    record Block(String text, Optional<String> file, String region) {}

    private static List<Block> blocks(String document) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(document);
        while (block.find()) {
            Matcher source = SOURCE.matcher(document.substring(0, block.start()));
            boolean named = source.find();
            blocks.add(new Block(
                    block.group(2),
                    named ? Optional.of(source.group(1)) : Optional.empty(),
                    named ? source.group(2) : ""));
        }
        return blocks;
    }

    private static String region(Path file, String name) throws Exception {
        String start = "@start region=\"" + name + "\"";
        String end = "@end region=\"" + name + "\"";
        List<String> inside = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(file)) {
            within = !line.contains(end) && (within || line.contains(start));
            if (within && !MARKER.matcher(line).matches()) {
                inside.add(line);
            }
        }
        return String.join("\n", inside).stripIndent() + "\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/embedding.md", "docs/accounts.md"})
    void every_block_of_code_is_a_region_of_a_compiled_file(String document) throws Exception {
        List<Block> blocks = blocks(Files.readString(ROOT.resolve(document)));
        assertThat(blocks).isNotEmpty();
        for (Block block : blocks) {
            assertThat(block.file()).as("source of the block%n%s", block.text()).isPresent();
            Path file =
                    ROOT.resolve("examples/embedded-jetty").resolve(block.file().orElseThrow());
            assertThat(block.text())
                    .as("%s: the region %s of %s has changed", document, block.region(), file)
                    .isEqualTo(region(file, block.region()));
        }
    }
}
