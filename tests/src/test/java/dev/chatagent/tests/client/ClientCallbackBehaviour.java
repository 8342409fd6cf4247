package dev.chatagent.tests.client;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.tests.client.ClientUnderTest.Options;
import dev.chatagent.tests.client.ClientUnderTest.SignedOut;
import dev.chatagent.tests.client.ClientUnderTest.Silence;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a client of any language does when those whom it calls call back, or give it what it cannot use. The server is the real one. */
abstract class ClientCallbackBehaviour extends ClientFixture {
    final List<String> reasons = new CopyOnWriteArrayList<>();

    ClientUnderTest online() throws Exception {
        reasons.clear();
        ClientUnderTest client = client(
                reason -> {
                    reasons.add(reason);
                    return ada.token();
                },
                Options.HASTY);
        client.connect();
        until("online", () -> client.state().equals("online"));
        return client;
    }

    private void isOver(ClientUnderTest client, CompletableFuture<String> closed) throws Exception {
        assertThat(get(closed)).isEmpty();
        until("closed", () -> client.state().equals("closed"));
        pause(Duration.ofMillis(100)); // one try may have been under way where listeners are told beside it
        int asked = reasons.size();
        int dials = proxy.dials().size();
        pause(Duration.ofMillis(300));
        assertThat(reasons).hasSize(asked).hasSizeLessThanOrEqualTo(2);
        assertThat(proxy.dials()).hasSize(dials).hasSizeLessThanOrEqualTo(2);
        assertThat(client.states()).endsWith("reconnecting", "closed");
    }

    @Test
    void who_closes_when_told_of_a_lost_connection_is_done() throws Exception {
        ClientUnderTest client = online();
        CompletableFuture<String> closed = client.when("reconnecting", "close");
        proxy.cut();
        isOver(client, closed);
    }

    @Test
    void who_closes_when_told_of_a_refused_token_is_done() throws Exception {
        ClientUnderTest client = online();
        CompletableFuture<String> closed = client.when("reconnecting", "close");
        ada.logOut();
        isOver(client, closed);
    }

    @Test
    void who_connects_when_told_of_the_refusal_is_not_refused_for_it() throws Exception {
        reasons.clear();
        ClientUnderTest client = client(
                reason -> {
                    reasons.add(reason);
                    if (reasons.size() == 1) {
                        throw new SignedOut();
                    }
                    return ada.token();
                },
                Options.HASTY);
        CompletableFuture<String> again = client.when("refused", "connect");
        client.connect();
        assertThat(get(again)).isEmpty();
        until("online", () -> client.states().contains("online"));
        assertThat(client.states()).containsExactly("connecting", "refused", "connecting", "online");
    }

    @Test
    void address_that_is_none_is_refused_at_once() throws Exception {
        URI noPort = URI.create("ws://127.0.0.1:99999/ws");
        ClientUnderTest client = client(noPort, reason -> ada.token(), Options.HASTY);
        client.connect();
        until("refused", () -> client.state().equals("refused"));
        assertThat(client.states()).containsExactly("connecting", "refused");
    }

    @Test
    void what_is_no_token_is_not_sent_and_asked_for_again() throws Exception {
        reasons.clear();
        ClientUnderTest client = client(
                reason -> {
                    reasons.add(reason);
                    return reasons.size() < 3 ? null : ada.token();
                },
                Options.HASTY);
        client.connect();
        until("online", () -> client.state().equals("online"));
        assertThat(reasons).hasSize(3);
        assertThat(proxy.dials()).hasSize(1);
    }

    /** Of JavaScript the end of the process says so: its maker waits for it, and for less time than for a token. */
    @Test
    void nothing_waits_for_a_token_after_close() throws Exception {
        reasons.clear();
        try (ClientUnderTest.Maker own = maker()) {
            ClientUnderTest client = own.make(
                    proxy.webSocket(),
                    reason -> {
                        reasons.add(reason);
                        throw new Silence();
                    },
                    Options.HASTY);
            client.connect();
            until("asked", () -> !reasons.isEmpty());
            client.close();
            until("closed", () -> client.state().equals("closed"));
        }
    }
}
