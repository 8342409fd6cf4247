package dev.chatagent.tests;

import static dev.chatagent.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.testkit.SharedPostgres;
import dev.chatagent.wire.CloseCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * People who listen on two nodes of a PostgreSQL while things happen without a pause: whichever node ends what they came with,
 * nothing is heard a second later on either, and WebSockets are told why.
 */
class SignedOutNodesTest {
    private static final long MOST_MILLIS = 1_000;
    private static final int HEARD = 20;
    private static final int PLACES = 8;
    private static final String NO_RATES =
            "address=off,credentials=off,refresh=off,read=off,write=off,command=off,tenant=off";
    private static final long MOST_BEYOND_MILLIS = 11_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static SharedPostgres postgres;
    private static LauncherServer near;
    private static LauncherServer far;
    private static Api here;
    private static Api.Account admin;
    private static int people;

    private final List<Lines> lines = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
    private Api.Account person;
    private Principal herself;

    @BeforeAll
    static void start(@TempDir Path server, @TempDir Path homes) throws Exception {
        postgres = SharedPostgres.start(server);
        near = node(homes.resolve("near"));
        far = node(homes.resolve("far"));
        here = new Api(near.url());
        admin = here.administrator(near, "admin@example.org");
    }

    private static LauncherServer node(Path home) throws Exception {
        return Launchers.start(Launchers.settings(home)
                .with(Settings.RATES, NO_RATES)
                .with(Settings.CONNECTIONS_PER_USER, PLACES)
                .with(Settings.DATABASE_URL, postgres.url("nodes"))
                .with(Settings.SECRET, "a secret that both of the servers share"));
    }

    @AfterAll
    static void stop() {
        far.close();
        near.close();
        postgres.close();
    }

    @BeforeEach
    void somebody_to_whom_things_happen() throws Exception {
        person = here.register("person" + people++ + "@example.org");
        herself = near.runtime().authenticator().authenticate(person.access());
        ChatSession chat = near.runtime().chats().create(herself, Optional.empty(), Optional.empty());
        writing = CompletableFuture.runAsync(
                () -> write(chat), task -> new Thread(task, "writer").start()); // not of the pool that clients need
    }

    private void write(ChatSession chat) {
        try {
            for (int i = 0; !over.get(); i++) {
                near.runtime().chats().rename(herself, chat.id(), "title " + i);
                LockSupport.parkNanos(5_000_000);
            }
        } catch (ChatAgentException e) {
            assertThat(e.code()).as("gone with its owner").isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @AfterEach
    void nothing_happens_any_more() throws Exception {
        over.set(true);
        writing.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        for (Lines each : lines) {
            each.close();
        }
    }

    private void listen(LauncherServer node, String credentials) throws Exception {
        lines.add(Lines.open(node.url(), credentials));
    }

    private String key() {
        return near.runtime()
                .apiKeys()
                .create(herself, "key", Set.of(Permission.CHAT), Duration.ofDays(1))
                .secret();
    }

    private String impersonator() throws Exception {
        return here.json("POST", "/admin/users/" + person.id() + "/impersonate", admin.access(), "")
                .path("accessToken")
                .asText();
    }

    private void awaitEvents() {
        until("all hear what happens", () -> lines.stream().allMatch(each -> each.heard() >= HEARD));
    }

    private void assertAllEnd(String cause) throws Exception {
        long ended = System.nanoTime();
        for (int i = 0; i < lines.size(); i++) {
            long closed = lines.get(i).millisUntilEnd(ended);
            long last = lines.get(i).millisUntilSilence(ended);
            System.out.printf(
                    "SignedOutNodesTest: %s, %d: last event after %d ms, ended after %d ms%n", cause, i, last, closed);
            assertThat(last).as("%s, line %d", cause, i).isLessThan(MOST_MILLIS);
            assertThat(closed).as("%s, line %d", cause, i).isLessThan(MOST_MILLIS);
        }
    }

    @Test
    void newest_beyond_the_cap_over_all_nodes_are_told_to_come_back_and_can() throws Exception {
        for (int i = 0; i < PLACES / 2; i++) {
            listen(near, person.access());
        }
        until("they are here", () -> near.runtime().presence().list(herself).size() == PLACES);
        long began = System.nanoTime();
        try (Lines beyond = Lines.open(far.url(), person.access())) {
            long took = beyond.millisUntilEnd(began, CloseCode.TOO_MANY_CONNECTIONS.code());
            Speed.atMost(MOST_BEYOND_MILLIS, took, "beyond the cap");
        }
        assertThat(lines).allMatch(Lines::open);
        lines.remove(0).close();
        listen(far, person.access());
        long looked = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_BEYOND_MILLIS);
        until("it was looked at", () -> System.nanoTime() - looked > 0);
        assertThat(lines).allMatch(Lines::open);
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_heard_a_second_after_the_login_has_ended(LoginEnd cause) throws Exception {
        String login = herself.login().toString();
        listen(near, person.access());
        listen(far, person.access());
        if (cause.endsEverything()) {
            listen(far, key());
            listen(far, impersonator());
        }
        awaitEvents();
        cause.happen(here, person, login, admin.access());
        assertAllEnd(cause.toString());
    }
}
