package dev.chatagent.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.client.ChatAgentClient;
import dev.chatagent.config.Settings;
import dev.chatagent.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A closed client of Java leaves no thread behind, and says so to whoever asks it for something. */
class JavaClientThreadsTest {
    @Test
    void nothing_runs_on_after_close(@TempDir Path home) throws Exception {
        try (ClientServer server = ClientServer.start(home, settings -> settings.with(Settings.LIMITS, false))) {
            URI webSocket = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
            Set<Thread> before = ofClients();
            useAndClose(webSocket, server.someone("ada"), before);
            Eventually.until("no thread is left", () -> {
                System.gc(); // before Java 21 the JDK's client ends with the last reference to it
                return before.containsAll(ofClients());
            });
        }
    }

    private static void useAndClose(URI webSocket, ClientServer.Someone ada, Set<Thread> before) throws Exception {
        ChatAgentClient client =
                ChatAgentClient.builder(webSocket).credentials(ada::token).build();
        client.subscribe("user", 0, event -> {});
        client.connect().get(60, TimeUnit.SECONDS);
        client.ping().get(60, TimeUnit.SECONDS);
        assertThat(before.containsAll(ofClients())).isFalse();
        client.close();
        client.close();
        assertThat(client.connect()).failsWithin(60, TimeUnit.SECONDS);
    }

    private static Set<Thread> ofClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("chatagent-client")
                        || thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }
}
