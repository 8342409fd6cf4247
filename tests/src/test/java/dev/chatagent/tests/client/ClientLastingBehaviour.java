package dev.chatagent.tests.client;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.chat.Part;
import dev.chatagent.config.Settings;
import dev.chatagent.id.ChatId;
import dev.chatagent.tests.client.ClientUnderTest.Options;
import dev.chatagent.tests.client.ClientUnderTest.SignedOut;
import dev.chatagent.tests.client.FaultyProxy.Fault;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a client of any language does about tokens, messages and servers that come and go. The server is the real one. */
abstract class ClientLastingBehaviour extends ClientFixture {
    @Test
    void revoked_login_is_refused_and_does_not_hammer() throws Exception {
        ClientUnderTest client = listening();
        ada.logOut();
        until("refused", () -> client.state().equals("refused"));
        pause(Duration.ofSeconds(1));
        assertThat(proxy.dials()).as("one more try, with a fresh token").hasSize(2);
        assertThat(client.state()).isEqualTo("refused");
    }

    @Test
    void who_is_signed_out_does_not_dial_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ClientUnderTest client = client(
                reason -> {
                    if (asked.incrementAndGet() > 1) {
                        throw new SignedOut();
                    }
                    return ada.token();
                },
                Options.HASTY);
        client.connect();
        until("online", () -> client.state().equals("online"));
        ada.logOut();
        until("refused", () -> client.state().equals("refused"));
        pause(Duration.ofMillis(500));
        assertThat(proxy.dials()).hasSize(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void login_after_a_refusal_goes_on_where_it_was() throws Exception {
        ChatId chat = ada.chat();
        String[] token = {ada.token()};
        ClientUnderTest client = client(reason -> token[0], Options.HASTY);
        client.subscribe(USER, 0);
        client.connect();
        heardUpTo(client, USER, 1);
        ada.logOut();
        until("refused", () -> client.state().equals("refused"));
        token[0] = ada.freshToken();
        ada.rename(chat, 3);
        client.connect();
        heardUpTo(client, USER, 4);
        assertThat(client.seqs(USER)).isEqualTo(range(1, 4));
    }

    @Test
    void source_of_tokens_that_fails_is_asked_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ClientUnderTest client = client(
                reason -> {
                    if (asked.incrementAndGet() < 4) {
                        throw new IllegalStateException("the network is down");
                    }
                    return ada.token();
                },
                Options.HASTY);
        client.connect();
        until("online", () -> client.state().equals("online"));
        assertThat(asked).hasValue(4);
        assertThat(proxy.dials()).hasSize(1);
    }

    /** As a page does whose refresh fails for a moment: it has a token in its hands, but a dead one. */
    @Test
    void token_that_was_refused_is_not_taken_for_a_good_one_while_the_source_fails() throws Exception {
        List<String> reasons = new CopyOnWriteArrayList<>();
        ClientUnderTest client = client(
                reason -> {
                    reasons.add(reason);
                    if (reason.equals("connect")) {
                        return ada.token();
                    }
                    if (reasons.size() < 4) {
                        throw new IllegalStateException("HTTP 503");
                    }
                    return ada.freshToken();
                },
                new Options(25_000, 10_000, 60));
        client.connect();
        until("online", () -> client.state().equals("online"));
        ada.logOut();
        until("asked", () -> reasons.size() > 3);
        until("back", () -> !client.state().equals("reconnecting"));
        assertThat(client.state()).isEqualTo("online");
        assertThat(reasons).containsExactly("connect", "refused", "refused", "refused");
        proxy.cut();
        until("asked once more", () -> reasons.size() > 4);
        assertThat(reasons).as("the fresh one was good").endsWith("connect");
    }

    @Test
    void token_of_somebody_else_is_not_used() throws Exception {
        ClientServer.Someone eve = server.someone("eve" + people.incrementAndGet());
        ChatId evesChat = eve.chat();
        AtomicInteger asked = new AtomicInteger();
        ClientUnderTest client =
                client(reason -> asked.incrementAndGet() == 1 ? ada.token() : eve.token(), Options.HASTY);
        client.subscribe(USER, 0);
        client.connect();
        until("online", () -> client.state().equals("online"));
        proxy.cut();
        until("refused", () -> client.state().equals("refused"));
        eve.rename(evesChat, 3);
        pause(Duration.ofMillis(300));
        assertThat(client.heard()).isEmpty();
        assertThat(proxy.dials()).hasSize(1);
    }

    @Test
    void message_whose_answer_was_lost_is_there_once() throws Exception {
        ChatId chat = ada.chat();
        ClientUnderTest client = listening();
        proxy.fault(Fault.DEAF);
        CompletableFuture<String> sent = client.send(chat.toString(), "once");
        until("stored", () -> ada.messages(chat) > 0);
        proxy.cut();
        proxy.fault(Fault.NONE);
        assertThat(get(sent)).isNotIn("unreachable", "run_in_progress", "closed");
        until("answered by the agent", () -> ada.messages(chat) == 2);
        assertThat(get(client.ping())).isEmpty();
        assertThat(ada.messages(chat)).as("the message and its answer").isEqualTo(2);
    }

    @Test
    void message_with_a_file_arrives_with_both() throws Exception {
        ChatId chat = ada.chat();
        String file = ada.file(chat);
        ClientUnderTest client = listening();
        assertThat(get(client.send(chat.toString(), "look at this", file))).isEqualTo(chat + ".1");
        List<Part> parts = ada.parts(chat);
        assertThat(parts).hasSize(2).startsWith(new Part.Text("look at this"));
        assertThat(parts.get(1)).isInstanceOfSatisfying(Part.File.class, part -> assertThat(
                        part.file().toString())
                .isEqualTo(file));
    }

    /** For the client's clock all tokens have ended long ago. */
    @Test
    void clock_that_is_wrong_makes_it_ask_for_no_more_tokens() throws Exception {
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        try (ClientServer past = ClientServer.start(home.resolve("past"), this::unlimited, behind)) {
            proxy.target(past.port());
            ClientServer.Someone bob = past.someone("bob");
            List<String> reasons = new CopyOnWriteArrayList<>();
            ClientUnderTest client = client(
                    reason -> {
                        reasons.add(reason);
                        return bob.token();
                    },
                    Options.USUAL);
            client.connect();
            until("online", () -> client.state().equals("online"));
            pause(Duration.ofMillis(2_500));
            assertThat(reasons).containsExactly("connect");
            client.close();
        }
    }

    @Test
    void message_waits_for_a_connection() throws Exception {
        ChatId chat = ada.chat();
        ClientUnderTest client = client(reason -> ada.token(), Options.HASTY);
        CompletableFuture<String> sent = client.send(chat.toString(), "as soon as possible");
        assertThat(get(client.ping())).isEqualTo("unreachable");
        client.connect();
        assertThat(get(sent)).isNotEqualTo("unreachable");
        assertThat(ada.messages(chat)).isPositive();
        assertThat(get(client.send(chat.toString(), "x".repeat(70_000)))).isEqualTo("payload_too_large");
        assertThat(get(client.send(
                        server.someone("eve" + people.incrementAndGet()).chat().toString(), "x")))
                .isEqualTo("not_found");
        assertThat(proxy.dials()).hasSize(1);
    }

    @Test
    void close_while_it_reconnects_is_the_end() throws Exception {
        ClientUnderTest client = listening();
        proxy.fault(Fault.REFUSE);
        proxy.cut();
        until("lost", () -> client.state().equals("reconnecting"));
        CompletableFuture<String> sent = client.send(ada.chat().toString(), "never");
        client.close();
        assertThat(get(sent)).isEqualTo("closed");
        until("closed", () -> client.state().equals("closed"));
        int dials = proxy.dials().size();
        proxy.fault(Fault.NONE);
        pause(Duration.ofMillis(500));
        assertThat(proxy.dials().size()).isBetween(dials, dials + 1); // one may have been under way
        assertThat(client.states()).endsWith("closed");
        assertThat(get(client.ping())).isEqualTo("closed");
    }

    @Test
    void token_that_ends_is_renewed_over_the_same_connection() throws Exception {
        try (ClientServer brief = ClientServer.start(home.resolve("brief"), settings -> unlimited(settings)
                .with(Settings.ACCESS_TOKEN_LIFETIME, Duration.ofSeconds(2)))) {
            proxy.target(brief.port());
            ClientServer.Someone bob = brief.someone("bob");
            List<String> reasons = new CopyOnWriteArrayList<>();
            ClientUnderTest client = client(
                    reason -> {
                        reasons.add(reason);
                        return bob.freshToken();
                    },
                    Options.USUAL);
            client.subscribe(USER, 0);
            client.connect();
            ChatId chat = bob.chat();
            int written = 1;
            while (reasons.size() < 4) { // three renewals, more than two lifetimes
                bob.rename(chat, 1);
                written++;
                pause(Duration.ofMillis(20));
            }
            bob.rename(chat, 1);
            written++;
            heardUpTo(client, USER, written);
            assertThat(client.seqs(USER)).isEqualTo(range(1, written));
            assertThat(proxy.dials()).hasSize(1);
            assertThat(reasons).startsWith("connect", "expiring", "expiring", "expiring");
            client.close();
        }
    }

    @Test
    void restarted_server_is_found_again_and_many_clients_come_back_spread() throws Exception {
        ClientServer first = ClientServer.start(home.resolve("restarted"), this::unlimited);
        proxy.target(first.port());
        List<ClientUnderTest> clients = new ArrayList<>();
        List<ClientServer.Someone> bobs = new ArrayList<>();
        List<ChatId> chats = new ArrayList<>();
        for (int i = 0; i < 5; i++) { // with ten connections each
            ClientServer.Someone bob = first.someone("bob" + i);
            bobs.add(bob);
            chats.add(bob.chat());
            for (int j = 0; j < 10; j++) {
                ClientUnderTest client = client(reason -> bob.token(), new Options(25_000, 10_000, 3_000));
                client.subscribe(USER, 0);
                client.connect();
                clients.add(client);
            }
        }
        clients.forEach(client -> heardUpTo(client, USER, 1));
        int before = proxy.dials().size();
        first.stop();
        long stopped = System.nanoTime();
        try (ClientServer second = first.again()) {
            proxy.target(second.port());
            for (int i = 0; i < 5; i++) {
                second.rename(bobs.get(i).name, chats.get(i), 1);
            }
            clients.forEach(client -> heardUpTo(client, USER, 2));
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(15));
            clients.forEach(client -> assertThat(client.seqs(USER)).containsExactly(1L, 2L));
            assertThat(mostAtOnce(proxy.dials().subList(before, proxy.dials().size())))
                    .as("dials of 50 clients in the same 100 ms")
                    .isLessThanOrEqualTo(15);
            clients.forEach(ClientUnderTest::close);
        }
    }

    private static long mostAtOnce(List<Long> nanoTimes) {
        return nanoTimes.stream()
                .mapToLong(from -> nanoTimes.stream()
                        .filter(at -> at >= from && at < from + TimeUnit.MILLISECONDS.toNanos(100))
                        .count())
                .max()
                .orElse(0);
    }
}
