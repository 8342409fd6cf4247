package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.testkit.Eventually;
import dev.chatagent.wire.CloseCode;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Too much from the client, too much for the client. */
@ParameterizedClass
@EnumSource(Container.class)
class FlowTest {
    @Parameter
    private Container container;

    private static final int MANY = 20_000;
    private static final int QUICK_READS = 500;

    private WsServer server;
    private TokenPair ada;
    private Principal adaHerself;
    private ChatSession chat;

    @BeforeEach
    void start() throws Exception {
        // what is counted is what the test writes
        server = new WsServer(container, settings -> settings.with(Settings.PRESENCE, false));
        ada = server.register("ada");
        adaHerself = server.principal(ada);
        chat = server.chat(adaHerself);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(server.complaints()).isEmpty();
    }

    @Test
    void forty_commands_pass_at_once_and_twenty_a_second() throws Exception {
        try (WsClient client = server.connect(ada);
                WsClient sameUser = server.connect(ada)) {
            for (int i = 0; i < 40; i++) {
                assertThat((i % 2 == 0 ? client : sameUser)
                                .ask("\"type\":\"ping\"")
                                .path("type")
                                .asText())
                        .isEqualTo("ok");
            }
            JsonNode refused = sameUser.ask("\"type\":\"ping\"").path("error");
            assertThat(refused.path("code").asText()).isEqualTo("rate_limited");
            assertThat(refused.path("retryAfter").asLong()).isEqualTo(1);
            server.clock.advance(Duration.ofMillis(50));
            assertThat(client.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("ok");
            assertThat(client.ask("\"type\":\"ping\"").path("type").asText()).isEqualTo("error");
        }
    }

    @Test
    void flood_is_sent_away_for_a_while() throws Exception {
        try (RawSocket socket = RawSocket.as(server, ada.accessToken())) {
            for (int i = 0; i < 200; i++) {
                socket.text("{\"id\":\"" + i + "\",\"type\":\"ping\"}");
            }
            assertThat(socket.closeCode()).isEqualTo(CloseCode.FLOOD.code());
        }
    }

    @Test
    void slow_reader_is_sent_away_catches_up_and_hinders_nobody() throws Exception {
        try (RawSocket slow = RawSocket.narrow(server, ada.accessToken());
                WsClient quick = server.connect(ada)) {
            assertThat(slow.nextText()).contains("\"ready\"");
            slow.text("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\",\"since\":0}");
            assertThat(slow.nextText()).contains("\"recovered\":true");
            quick.subscribe("user", 0);
            String title = "あ".repeat(110);
            for (int i = 0; i < MANY; i++) {
                server.runtime.chats().rename(adaHerself, chat.id(), title + i);
                if (i % QUICK_READS == 0) { // no faster than a reader who reads
                    long written = i + 2L;
                    quick.await(event -> event.path("seq").asLong() == written);
                }
            }
            quick.await(event -> event.path("seq").asLong() == MANY + 1);
            assertThat(quick.seqs("user"))
                    .isEqualTo(LongStream.rangeClosed(1, MANY + 1).boxed().toList());
            assertThat(slow.closeCode()).isIn(CloseCode.TOO_SLOW.code(), RawSocket.CUT);
        }
        try (WsClient again = server.connect(ada)) {
            assertThat(again.subscribe("user", 0).path("recovered").asBoolean()).isTrue();
            again.await(event -> event.path("seq").asLong() == MANY + 1);
            assertThat(again.seqs("user"))
                    .isEqualTo(LongStream.rangeClosed(1, MANY + 1).boxed().toList());
        }
    }

    @Test
    void reader_that_never_reads_is_cut_off_and_time_goes_on_for_others() throws Exception {
        try (RawSocket stuck = RawSocket.narrow(server, ada.accessToken());
                RawSocket other = RawSocket.as(server, ada.accessToken())) {
            stuck.text("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\",\"since\":0}");
            assertThat(stuck.nextText()).contains("\"ready\"");
            assertThat(stuck.nextText()).contains("\"recovered\":true");
            String title = "あ".repeat(110);
            for (int i = 0; i < MANY; i++) {
                server.runtime.chats().rename(adaHerself, chat.id(), title + i);
            }
            server.clock.advance(Duration.ofMinutes(15));
            assertThat(other.closeCode()).isEqualTo(CloseCode.TOKEN_EXPIRED.code());
            Eventually.until("the connections are gone", () -> server.connections() == 0);
        }
    }
}
