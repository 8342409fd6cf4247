package dev.chatagent.tests.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/agents.md} says is compiled, run and true. */
class AgentsGuideTest {
    private static final Path SOURCES = Path.of("src/test/java/dev/chatagent/tests/guide");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/agents.md"));
    }

    @Test
    void its_code_is_the_code_of_these_tests() throws IOException {
        String sources;
        try (Stream<Path> files = Files.list(SOURCES)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
            sources = squeezed(all.toString());
        }
        List<String> blocks =
                JAVA.matcher(guide()).results().map(MatchResult::group).toList();
        assertThat(blocks).hasSize(3);
        for (String block : blocks) {
            assertThat(sources).contains(squeezed(block.substring("```java\n".length(), block.length() - 3)));
        }
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    @Test
    void an_agent_of_ones_own_is_given_to_the_builder() {
        Settings settings = Settings.defaults().with(Settings.ENVIRONMENT, "test");
        try (ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(settings)
                .agent("parrot", new ParrotConnector(Duration.ofMillis(20)))
                .start()) {
            assertThat(runtime.agents().names()).contains("echo", "parrot");
        }
    }

    @Test
    void it_names_every_variable_and_code_of_the_connectors() throws IOException {
        assertThat(guide())
                .contains(
                        Settings.OPENAI_BASE_URL.variable(),
                        Settings.OPENAI_API_KEY.variable(),
                        Settings.OPENAI_MODEL.variable(),
                        Settings.OPENAI_TIMEOUT.variable(),
                        Settings.AGENT.variable(),
                        Settings.ECHO_DELAY.variable(),
                        Settings.RUN_TIMEOUT.variable())
                .contains(
                        ErrorCode.AGENT_UNAVAILABLE.wireName(),
                        ErrorCode.RATE_LIMITED.wireName(),
                        ErrorCode.PAYLOAD_TOO_LARGE.wireName(),
                        ErrorCode.INVALID_REQUEST.wireName());
    }
}
