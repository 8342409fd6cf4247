package dev.chatagent.tests.client;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.id.ChatId;
import dev.chatagent.tests.client.ClientUnderTest.Manner;
import dev.chatagent.tests.client.ClientUnderTest.Options;
import dev.chatagent.tests.client.FaultyProxy.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What listeners hear of a client of any language over a network that fails. The server is the real one. */
abstract class ClientBehaviour extends ClientFixture {
    private static final int DISCONNECTS = 8;

    @Test
    void thousands_of_events_over_random_disconnects_are_neither_lost_nor_doubled_nor_reordered() throws Exception {
        int writers = 4;
        int events = 2_000;
        ClientUnderTest client = listening();
        CompletableFuture<?>[] writing = new CompletableFuture<?>[writers];
        for (int i = 0; i < writers; i++) {
            ChatId chat = ada.chat();
            writing[i] = CompletableFuture.runAsync(() -> ada.rename(chat, events / writers - 1));
        }
        CompletableFuture<Void> written = CompletableFuture.allOf(writing);
        Random random = new Random(6);
        int faults = 0;
        while (!written.isDone() || (proxy.dials().size() <= DISCONNECTS && faults < 1_000)) {
            pause(Duration.ofMillis(10 + random.nextInt(60)));
            faults++;
            switch (random.nextInt(4)) {
                case 0 -> proxy.cut();
                case 1 -> proxy.cutAfter(random.nextInt(4_000));
                case 2 -> {
                    proxy.fault(Fault.STALL);
                    pause(Duration.ofMillis(random.nextInt(40)));
                    proxy.fault(Fault.NONE);
                }
                default -> {
                    proxy.fault(Fault.DEAF);
                    pause(Duration.ofMillis(random.nextInt(40)));
                    proxy.cut(); // what was lost came over no connection that lives on
                    proxy.fault(Fault.NONE);
                }
            }
        }
        get(written);
        proxy.cutAfter(Long.MAX_VALUE);
        heardUpTo(client, USER, events);
        assertThat(client.seqs(USER)).isEqualTo(range(1, events));
        assertThat(client.heard("reset")).isEmpty();
        assertThat(proxy.dials()).as("there were disconnects").hasSizeGreaterThan(DISCONNECTS);
    }

    @Test
    void frame_that_is_cut_in_its_middle_is_heard_once() throws Exception {
        ChatId chat = ada.chat();
        String stream = "session:" + chat;
        server.append(chat, 3, 200_000);
        proxy.cutAfter(300_000);
        ClientUnderTest client = client(reason -> ada.token(), Options.HASTY);
        client.subscribe(stream, 0);
        client.connect();
        heardUpTo(client, stream, 3);
        assertThat(proxy.cutDone()).isTrue();
        assertThat(client.seqs(stream)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void slow_network_brings_everything() throws Exception {
        ChatId chat = ada.chat();
        String stream = "session:" + chat;
        server.append(chat, 40, 8_000);
        proxy.fault(Fault.SLOW);
        ClientUnderTest client = client(reason -> ada.token(), Options.USUAL);
        client.subscribe(stream, 0);
        client.connect();
        heardUpTo(client, stream, 40);
        assertThat(client.seqs(stream)).isEqualTo(range(1, 40));
        assertThat(proxy.dials()).hasSize(1);
    }

    @Test
    void server_that_is_not_heard_any_more_is_noticed_and_nothing_is_missed() throws Exception {
        ChatId chat = ada.chat();
        ClientUnderTest client = listening();
        heardUpTo(client, USER, 1);
        proxy.fault(Fault.DEAF);
        ada.rename(chat, 5);
        until("noticed", () -> client.states().contains("reconnecting"));
        proxy.cut();
        proxy.fault(Fault.NONE);
        heardUpTo(client, USER, 6);
        assertThat(client.seqs(USER)).isEqualTo(range(1, 6));
    }

    @Test
    void network_that_stalls_is_left_for_another_connection() throws Exception {
        ChatId chat = ada.chat();
        ClientUnderTest client = listening();
        proxy.fault(Fault.STALL);
        ada.rename(chat, 5);
        until("noticed", () -> client.states().contains("reconnecting"));
        proxy.fault(Fault.NONE);
        heardUpTo(client, USER, 6);
        assertThat(client.seqs(USER)).isEqualTo(range(1, 6));
    }

    @Test
    void connection_that_only_looks_open_is_noticed_when_the_network_is_said_to_be_back() throws Exception {
        ClientUnderTest client = client(reason -> ada.token(), new Options(600_000, 1_500, 60));
        client.connect();
        until("online", () -> client.state().equals("online"));
        proxy.fault(Fault.STALL);
        client.wake();
        until("noticed", () -> client.states().contains("reconnecting"));
        proxy.fault(Fault.NONE);
        until("back", () -> client.state().equals("online"));
    }

    @Test
    void what_is_out_of_the_retained_window_is_told_by_a_reset_and_never_in_part() throws Exception {
        ChatId chat = ada.chat();
        ClientUnderTest client = listening();
        heardUpTo(client, USER, 1);
        proxy.fault(Fault.REFUSE);
        proxy.cut();
        until("lost", () -> client.state().equals("reconnecting"));
        ada.rename(chat, 10);
        server.prune();
        proxy.fault(Fault.NONE);
        until("a reset", () -> !client.heard("reset").isEmpty());
        ada.rename(chat, 2);
        heardUpTo(client, USER, 13);
        assertThat(client.heard("reset")).singleElement().satisfies(reset -> assertThat(reset.seq())
                .isEqualTo(11));
        assertThat(client.seqs(USER)).containsExactly(1L, 12L, 13L);
    }

    @Test
    void listening_from_now_on_begins_with_a_reset() throws Exception {
        ChatId chat = ada.chat();
        ClientUnderTest client = client(reason -> ada.token(), Options.HASTY);
        client.subscribe(USER, -1);
        client.connect();
        until("a reset", () -> !client.heard("reset").isEmpty());
        ada.rename(chat, 2);
        heardUpTo(client, USER, 3);
        assertThat(client.seqs(USER)).containsExactly(2L, 3L);
        client.unsubscribe(USER);
        assertThat(get(client.ping())).isEmpty();
        ada.rename(chat, 1);
        assertThat(get(client.ping())).isEmpty();
        assertThat(client.seqs(USER)).containsExactly(2L, 3L);
    }

    @Test
    void listener_that_throws_hears_the_next_event() throws Exception {
        ChatId chat = ada.chat();
        ClientUnderTest client = client(reason -> ada.token(), Options.HASTY);
        client.subscribe(USER, 0, new Manner(true, 0));
        client.connect();
        ada.rename(chat, 5);
        heardUpTo(client, USER, 6);
        assertThat(client.seqs(USER)).isEqualTo(range(1, 6));
        assertThat(client.states()).doesNotContain("reconnecting");
    }

    @Test
    void slow_listener_is_called_one_at_a_time_and_misses_nothing() throws Exception {
        ChatId chat = ada.chat();
        String stream = "session:" + chat;
        server.append(chat, 1_500, 100);
        ClientUnderTest client = client(reason -> ada.token(), Options.HASTY);
        client.subscribe(stream, 0, new Manner(false, 1));
        client.connect();
        heardUpTo(client, stream, 700);
        proxy.cut();
        heardUpTo(client, stream, 1_500);
        assertThat(client.seqs(stream)).isEqualTo(range(1, 1_500));
        assertThat(client.heard("concurrent event")).isEmpty();
    }

    @Test
    void stream_that_is_gone_or_foreign_is_told_once() throws Exception {
        ClientServer.Someone eve = server.someone("eve" + people.incrementAndGet());
        ChatId foreign = eve.chat();
        ClientUnderTest client = listening();
        client.subscribe("session:" + foreign, 0);
        until("gone", () -> !client.heard("gone").isEmpty());
        proxy.cut();
        until("back", () -> proxy.dials().size() > 1 && client.state().equals("online"));
        assertThat(get(client.ping())).isEmpty();
        assertThat(client.heard("gone")).singleElement().satisfies(gone -> {
            assertThat(gone.seq()).isEqualTo(404);
            assertThat(gone.type()).isEqualTo("not_found");
        });
    }

    @Test
    void sixty_streams_come_back_under_the_usual_limits() throws Exception {
        try (ClientServer strict = ClientServer.start(home.resolve("strict"), settings -> settings)) {
            proxy.target(strict.port());
            ClientServer.Someone bob = strict.someone("bob");
            ClientUnderTest client = client(reason -> bob.token(), new Options(25_000, 5_000, 100));
            List<ChatId> chats = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                chats.add(bob.chat());
                strict.append(chats.get(i), 1, 10);
                client.subscribe("session:" + chats.get(i), 0);
            }
            client.connect();
            until("all once", () -> client.heard("event").size() == 60);
            chats.forEach(chat -> strict.append(chat, 1, 10)); // which tells nobody: only who resumes finds them
            proxy.cut();
            until("all twice", () -> client.heard("event").size() == 120);
            chats.forEach(chat -> assertThat(client.seqs("session:" + chat)).containsExactly(1L, 2L));
            client.close();
        }
    }
}
