package dev.chatagent.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Notice;
import dev.chatagent.account.Notifier;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Role;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.jetty.Caller;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of the application are the parts of its runtime. */
class BeansTest {

    @Configuration(proxyBeanMethods = false)
    static class Parts {
        final BlockingQueue<Notice> mailbox = new LinkedBlockingQueue<>();

        @Bean
        InMemoryStorage storage() {
            return InMemoryStorage.create();
        }

        @Bean
        Notifier notifier() {
            return mailbox::add;
        }

        @Bean
        AgentConnector parrot() {
            return (spec, sink) -> new AgentSession() {
                @Override
                public void prompt(AgentPrompt prompt) {
                    sink.accept(new AgentEvent.TextDelta("Polly says " + prompt.text()));
                    sink.accept(new AgentEvent.TurnEnded());
                }

                @Override
                public void cancel() {}

                @Override
                public void close() {}
            };
        }

        @Bean
        Role reader() {
            return new Role("reader", Set.of(Permission.ACCOUNT_SELF));
        }

        @Bean
        ChatAgentCustomizer oneSearch() {
            return builder -> builder.limit(LimitClass.SEARCH, new RateLimit("search", 1, Duration.ofHours(1), 1));
        }
    }

    @Test
    void beans_of_the_application_are_used() throws Exception {
        try (ConfigurableApplicationContext application =
                Application.run(List.of(Application.Plain.class, Parts.class), "--chatagent.agent=parrot")) {
            Caller ada = Caller.stranger(Application.url(application)).as("/auth/register", "ada@example.org");
            String chat = ada.newChat();
            Caller.Socket socket = ada.socket();
            socket.send("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"session:" + chat + "\"}");
            socket.send("{\"id\":\"2\",\"type\":\"send\",\"session\":\"" + chat + "\",\"text\":\"tea\"}");
            assertThat(socket.await("message.delta").path("data").path("text").asText())
                    .isEqualTo("Polly says tea");

            ada.call("POST", "/auth/password-reset", "{\"email\":\"ada@example.org\"}");
            assertThat(application.getBean(Parts.class).mailbox.poll(60, TimeUnit.SECONDS))
                    .isInstanceOf(Notice.PasswordReset.class);
            assertThat(ada.call("GET", "/chat/search?q=tea", "").statusCode()).isEqualTo(200);
            assertThat(ada.call("GET", "/chat/search?q=tea", "").statusCode()).isEqualTo(429);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoStorages {
        @Bean
        Storage here() {
            return InMemoryStorage.create();
        }

        @Bean
        Storage there() {
            return InMemoryStorage.create();
        }
    }

    @Test
    void two_beans_for_one_part_are_refused_by_their_names() {
        assertThatThrownBy(() -> Application.run(List.of(Application.Plain.class, TwoStorages.class)))
                .hasStackTraceContaining("expected single matching bean but found 2: here,there");
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRuntime {
        @Bean
        ChatAgentRuntime ours() {
            return ChatAgentRuntime.builder()
                    .settings(Settings.defaults()
                            .with(Settings.ENVIRONMENT, "test")
                            .with(Settings.REGISTRATION, false))
                    .start();
        }
    }

    @Test
    void runtime_of_the_application_is_served_and_closed() throws Exception {
        ChatAgentRuntime runtime;
        try (ConfigurableApplicationContext application =
                Application.run(List.of(Application.Plain.class, OwnRuntime.class))) {
            runtime = application.getBean(ChatAgentRuntime.class);
            Caller stranger = Caller.stranger(Application.url(application));
            assertThat(stranger.call("POST", "/auth/register", Caller.credentials("ada@example.org"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(runtime.closing()).isFalse();
        }
        assertThat(runtime.closing()).isTrue();
    }

    @Test
    void application_may_do_without() {
        try (ConfigurableApplicationContext application =
                Application.run(List.of(Application.Plain.class), "--chatagent.enabled=false")) {
            assertThat(application.getBeansOfType(ChatAgentRuntime.class)).isEmpty();
        }
    }

    @Test
    void paths_are_where_the_application_wants_them() throws Exception {
        try (ConfigurableApplicationContext application = Application.run(
                List.of(Application.Plain.class),
                "--server.servlet.context-path=/shop",
                "--chatagent.http-path=/chat/api",
                "--chatagent.websocket-path=/chat/ws",
                "--chatagent.token-algorithm=es256")) {
            Caller shop = Caller.stranger(Application.url(application) + "/shop");
            Caller.stranger(shop.base() + "/chat").chatted("ada@example.org");
            assertThat(shop.page("/.well-known/jwks.json").body()).contains("\"kty\":\"EC\"");
        }
    }

    @Test
    void setting_that_is_wrong_is_told_in_its_own_words() {
        assertThatThrownBy(() -> Application.run(List.of(Application.Plain.class), "--chatagent.limits=maybe"))
                .rootCause()
                .hasMessageContaining("neither on nor off");
    }
}
