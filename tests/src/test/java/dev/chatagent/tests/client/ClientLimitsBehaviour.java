package dev.chatagent.tests.client;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import dev.chatagent.id.ChatId;
import dev.chatagent.tests.client.ClientUnderTest.Options;
import dev.chatagent.tests.client.FaultyProxy.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a client of any language does about a server that counts commands. The server is the real one. */
abstract class ClientLimitsBehaviour extends ClientFixture {
    private static final Options PATIENT = new Options(600_000, 10_000, 100);

    @Test
    void messages_that_are_too_much_for_the_moment_arrive_a_little_later() throws Exception {
        try (ClientServer strict = ClientServer.start(
                home.resolve("strict"), settings -> settings.with(Settings.RATES, "command=1/s burst 4"))) {
            proxy.target(strict.port());
            ClientServer.Someone bob = strict.someone("bob");
            ClientUnderTest client = client(reason -> bob.token(), PATIENT);
            client.subscribe(USER, 0);
            List<ChatId> chats = chats(bob, 8);
            List<CompletableFuture<String>> sent = send(client, chats);
            client.connect();
            for (int i = 0; i < chats.size(); i++) {
                assertThat(get(sent.get(i))).isEqualTo(chats.get(i) + ".1");
            }
            assertThat(proxy.dials()).hasSize(1);
            heardUpTo(client, USER, chats.size());
            chats.forEach(chat -> until("answered once", () -> bob.messages(chat) == 2));
            client.close();
        }
    }

    @Test
    void messages_that_wait_for_answers_are_sixteen() throws Exception {
        ClientUnderTest client = client(reason -> ada.token(), PATIENT);
        client.connect();
        until("online", () -> client.state().equals("online"));
        List<ChatId> chats = chats(ada, 20);
        proxy.fault(Fault.DEAF);
        List<CompletableFuture<String>> sent = send(client, chats);
        until("stored", () -> stored(chats) == 16);
        pause(Duration.ofMillis(300));
        assertThat(stored(chats)).isEqualTo(16);
        proxy.cut();
        proxy.fault(Fault.NONE);
        for (int i = 0; i < chats.size(); i++) {
            assertThat(get(sent.get(i))).isEqualTo(chats.get(i) + ".1");
        }
    }

    private static List<ChatId> chats(ClientServer.Someone owner, int count) {
        return Stream.generate(owner::chat).limit(count).toList();
    }

    private static List<CompletableFuture<String>> send(ClientUnderTest client, List<ChatId> chats) {
        return chats.stream().map(chat -> client.send(chat.toString(), "soon")).toList();
    }

    private long stored(List<ChatId> chats) {
        return chats.stream().filter(chat -> ada.messages(chat) > 0).count();
    }

    /** What the server goes on sending nobody hears, but the network does. */
    @Test
    void end_of_a_subscription_that_comes_too_early_is_asked_for_again() throws Exception {
        try (ClientServer strict = ClientServer.start(
                home.resolve("stricter"), settings -> settings.with(Settings.RATES, "command=1/s burst 2"))) {
            proxy.target(strict.port());
            ClientServer.Someone bob = strict.someone("bob");
            ChatId chat = bob.chat();
            ClientUnderTest client = client(reason -> bob.token(), PATIENT);
            client.subscribe(USER, 0);
            client.connect();
            heardUpTo(client, USER, 1);
            assertThat(get(client.ping())).isEmpty();
            client.unsubscribe(USER);
            pause(Duration.ofMillis(2_500));
            proxy.cutAfter(5_000);
            bob.rename(chat, 50);
            pause(Duration.ofMillis(300));
            assertThat(proxy.cutDone()).isFalse();
            assertThat(client.state()).isEqualTo("online");
            client.close();
        }
    }
}
