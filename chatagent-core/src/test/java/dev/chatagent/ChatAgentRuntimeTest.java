package dev.chatagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.EchoConnector;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.health.ComponentHealth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatAgentRuntimeTest {
    private static final Settings TEST = Settings.defaults().with(Settings.ENVIRONMENT, "test");

    private static ChatAgentRuntime start(Settings settings) {
        return ChatAgentRuntime.builder().settings(settings).start();
    }

    private static AgentConnector agent() {
        return (spec, sink) -> {
            throw new IllegalStateException("not asked");
        };
    }

    @Test
    void two_runtimes_live_side_by_side_and_know_nothing_of_each_other() {
        ChatAgentRuntime one = start(TEST);
        try (ChatAgentRuntime two = start(TEST)) {
            Registration ada = new Registration(new Email("ada@example.org"), "a password of many words", "");
            ClientInfo client = new ClientInfo("test", "127.0.0.1");
            TokenPair first = one.accounts().register(ada, client);
            TokenPair second = two.accounts().register(ada, client);
            assertThat(first.user().id()).isNotEqualTo(second.user().id());
            assertThatThrownBy(() -> two.authenticator().authenticate(first.accessToken()))
                    .isInstanceOf(ChatAgentException.class);
            one.close();
            assertThat(one.closing()).isTrue();
            assertThat(two.closing()).isFalse();
            assertThat(two.authenticator().authenticate(second.accessToken()).user())
                    .isEqualTo(second.user().id());
        }
    }

    @Test
    void test_environment_is_healthy_and_leaves_no_files(@TempDir Path directory) {
        Path home = directory.resolve("home");
        try (ChatAgentRuntime runtime = start(TEST.with(Settings.HOME, home.toString()))) {
            assertThat(runtime.environment()).isEqualTo(Environment.TEST);
            assertThat(runtime.health().report().status()).isEqualTo(ComponentHealth.Status.UP);
            assertThat(runtime.decisions()).extracting(d -> d.subject()).contains("environment", "storage", "agent");
        }
        assertThat(Files.exists(home)).isFalse();
    }

    @Test
    void first_agent_of_the_builder_is_the_default() {
        ChatAgentRuntime.Builder builder = ChatAgentRuntime.builder().settings(TEST);
        List<String> names = IntStream.range(0, 12).mapToObj(i -> "agent" + i).toList();
        names.forEach(name -> builder.agent(name, agent()));
        try (ChatAgentRuntime runtime = builder.start()) {
            assertThat(runtime.agents().defaultAgent()).isEqualTo("agent0");
            assertThat(runtime.agents().names())
                    .startsWith(names.toArray(String[]::new))
                    .endsWith("echo");
        }
    }

    @Test
    void echo_is_the_default_and_an_unknown_one_is_named() {
        try (ChatAgentRuntime runtime = start(TEST)) {
            assertThat(runtime.agents().find("echo").orElseThrow()).isInstanceOf(EchoConnector.class);
            assertThat(runtime.agents().defaultAgent()).isEqualTo("echo");
        }
        assertThatThrownBy(() -> start(TEST.with(Settings.AGENT, "nobody")))
                .hasMessageContainingAll("CHATAGENT_AGENT", "nobody", "echo");
    }

    @Test
    void agent_of_the_same_name_twice_is_refused() {
        ChatAgentRuntime.Builder builder = ChatAgentRuntime.builder().agent("one", agent());
        assertThatThrownBy(() -> builder.agent("one", agent())).hasMessageContaining("one");
    }

    @Test
    void database_that_nothing_can_use_fails_the_start_without_showing_it() {
        for (Map.Entry<Setting<String>, String> set : Map.of(
                        Settings.DATABASE_URL, "jdbc:nothing:secret", Settings.STORAGE, "h2")
                .entrySet()) {
            assertThatThrownBy(() -> start(TEST.with(set.getKey(), set.getValue())))
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining(set.getKey().variable())
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void failed_start_leaves_no_thread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(() -> start(TEST.with(Settings.AGENT, "nobody"))).isInstanceOf(IllegalStateException.class);
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        for (Thread thread : after) {
            if (thread.getName().startsWith("chatagent-")) {
                thread.join(10_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void close_twice_is_fine() {
        ChatAgentRuntime runtime = start(TEST);
        runtime.close();
        runtime.close();
        assertThat(runtime.closing()).isTrue();
    }
}
