package dev.chatagent.tests.event;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.wire.CloseCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops tells all of its clients to come back; they do, not all at once, and have heard everything once. */
@Tag("proof")
class DrainTest {
    /** As many connections as one person may have. */
    private static final int OF_A_PERSON = 10;

    private static final int RENAMES = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** Close codes from here on say not to come back. */
    private static final int FINAL = 4500;

    /** What telling everybody, and then the container, may take. */
    private static final long DRAIN_MILLIS = 2_000 + 5_000;
    /** Within one half second at most that part of all dials, and comes back: waits go up to four seconds. */
    private static final double MAX_PEAK = 0.35;

    /** Somebody who stays over the restart, and a chat whose names are events. */
    private record Person(TokenPair pair, ChatSession chat) {
        void rename(ChatAgentRuntime runtime, int times) {
            Principal principal = runtime.authenticator().authenticate(pair.accessToken());
            for (int i = 0; i < times; i++) {
                runtime.chats().rename(principal, chat.id(), "title " + i);
            }
        }
    }

    @Test
    void clients_come_back_over_seconds_and_have_heard_everything_once(@TempDir Path home) throws Exception {
        drain(home, 100);
    }

    @Test
    @Tag("long")
    void two_thousand_clients_come_back_over_seconds_and_have_heard_everything_once(@TempDir Path home)
            throws Exception {
        drain(home, 2_000);
    }

    private static Settings settings(Path home, int port) {
        return Settings.defaults()
                .with(Settings.HOME, home.toString())
                .with(Settings.ENVIRONMENT, "development")
                .with(Settings.LIMITS, false)
                .with(Settings.PASSWORD_COST, 4)
                .with(Settings.PORT, port);
    }

    private static void drain(Path home, int count) throws Exception {
        ExecutorService listeners = Executors.newFixedThreadPool(4);
        List<DrainedClient> clients = new ArrayList<>();
        LauncherServer server = LauncherServer.start(settings(home, 0));
        try {
            int port = URI.create(server.url()).getPort();
            List<Person> people = people(server.runtime(), count / OF_A_PERSON);
            HttpClient http = HttpClient.newHttpClient();
            for (int i = 0; i < count; i++) {
                clients.add(new DrainedClient(
                        port, people.get(i / OF_A_PERSON).pair().accessToken(), http, listeners));
                if (i % 50 == 49) {
                    int so = i;
                    until(PATIENCE, "clients are online", () -> clients.get(so).onlines() == 1);
                }
            }
            rename(server, people);
            until(PATIENCE, "all have heard what was", () -> clients.stream()
                    .allMatch(each -> each.heard() == 1 + RENAMES));
            rename(server, people); // on their way, some of them
            long began = System.nanoTime();
            server.close();
            long stopped = (System.nanoTime() - began) / 1_000_000;
            server = LauncherServer.start(settings(home, port));
            long restarted = (System.nanoTime() - began) / 1_000_000;
            rename(server, people);
            int all = 1 + 3 * RENAMES;
            until(PATIENCE, "all have heard everything", () -> clients.stream().allMatch(each -> {
                assertThat(each.closeCodes()).as("nobody is refused").allMatch(code -> code < FINAL);
                return each.heard() >= all;
            }));
            check(clients, all, began, stopped, restarted);
        } finally {
            clients.forEach(DrainedClient::close);
            server.close();
            listeners.shutdown();
        }
    }

    private static List<Person> people(ChatAgentRuntime runtime, int count) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TokenPair pair = runtime.accounts()
                    .register(
                            new Registration(new Email("person" + i + "@example.org"), "a password of many words", ""),
                            new ClientInfo("test", "127.0.0.1"));
            Principal principal = runtime.authenticator().authenticate(pair.accessToken());
            people.add(new Person(pair, runtime.chats().create(principal, Optional.empty(), Optional.empty())));
        }
        return people;
    }

    private static void rename(LauncherServer server, List<Person> people) {
        people.forEach(each -> each.rename(server.runtime(), RENAMES));
    }

    private static void check(List<DrainedClient> clients, int all, long began, long stopped, long restarted) {
        for (DrainedClient client : clients) {
            List<Long> seqs = client.seqs();
            assertThat(seqs)
                    .isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
            assertThat(client.heard()).isEqualTo(all);
            assertThat(client.resets()).isZero();
        }
        long told = clients.stream()
                .filter(each -> each.closeCodes().get(0) == CloseCode.SHUTDOWN.code())
                .count();
        ReconnectTimes dialled = times(clients, began, DrainedClient::dialledAgainAt);
        ReconnectTimes online = times(clients, began, DrainedClient::onlineAt);
        System.out.printf(
                "DrainTest: %d clients, %d told with %d, stopped after %d ms, served again after %d ms, nothing lost or doubled;"
                        + " first dialled %s; online again %s%n",
                clients.size(), told, CloseCode.SHUTDOWN.code(), stopped, restarted, dialled, online);
        assertThat(told).isEqualTo(clients.size());
        assertThat(stopped).isLessThanOrEqualTo(DRAIN_MILLIS);
        assertThat((double) dialled.peak()).as("dialled %s", dialled).isLessThanOrEqualTo(MAX_PEAK * clients.size());
        assertThat((double) online.peak()).as("online %s", online).isLessThanOrEqualTo(MAX_PEAK * clients.size());
    }

    private static ReconnectTimes times(List<DrainedClient> clients, long began, ToLongFunction<DrainedClient> at) {
        return new ReconnectTimes(clients.stream()
                .map(each -> (at.applyAsLong(each) - began) / 1_000_000)
                .toList());
    }
}
