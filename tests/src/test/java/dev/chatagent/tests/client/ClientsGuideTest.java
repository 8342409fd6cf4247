package dev.chatagent.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.client.ChatAgentClient;
import dev.chatagent.config.Settings;
import dev.chatagent.id.ChatId;
import dev.chatagent.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/clients.md} says is compiled, run and true. */
class ClientsGuideTest {
    private static final Pattern CODE = Pattern.compile("```(java|ts)\n(.*?)```", Pattern.DOTALL);
    private static final Path JAVA = Path.of("src/test/java/dev/chatagent/tests/client/ClientsGuide.java");
    private static final Path TYPESCRIPT = Path.of("src/test/ts/guide.ts");

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    @Test
    void its_code_is_the_code_of_these_tests() throws IOException {
        String sources = squeezed(Files.readString(JAVA) + Files.readString(TYPESCRIPT));
        List<String> blocks = CODE.matcher(Files.readString(Path.of("../docs/clients.md")))
                .results()
                .map(block -> block.group(2))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(3).allSatisfy(block -> assertThat(sources)
                .contains(squeezed(block)));
    }

    @Test
    void its_java_follows_an_answer(@TempDir Path home) throws Exception {
        try (ClientServer server = ClientServer.start(home, settings -> settings.with(Settings.LIMITS, false))) {
            ClientServer.Someone ada = server.someone("ada");
            ChatId chat = ada.chat();
            List<String> shown = new CopyOnWriteArrayList<>();
            URI webSocket = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
            try (ChatAgentClient client = ClientsGuide.connected(webSocket, ada::freshToken)) {
                ClientsGuide.follow(client, chat.toString(), 0, shown::add);
                assertThat(ClientsGuide.ask(client, chat.toString(), "one two three")
                                .get())
                        .isNotEmpty();
                Eventually.until("the answer", () -> String.join("", shown).contains("three"));
            }
        }
    }
}
