package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.auth.SecretBox;
import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that sign tokens: replaced under load, over restarts and kills, and nobody else's. */
class KeyRotationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS_PER_SECOND = 100;

    private static String kid(String token) throws IOException {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return JSON.readTree(header).path("kid").asText();
    }

    private static Settings rotating(Path home) {
        return Launchers.settings(home).with(Settings.LIMITS, false).with(Settings.KEY_ROTATION, Duration.ofSeconds(1));
    }

    @Test
    void rotation_each_second_under_load_refuses_nobody(@TempDir Path home) throws Exception {
        rotateUnderLoad(home, 8, 2);
    }

    @Test
    @Tag("long")
    void rotation_each_second_for_a_minute_refuses_nobody(@TempDir Path home) throws Exception {
        rotateUnderLoad(home, 60, 20);
    }

    private static void rotateUnderLoad(Path home, int seconds, int leastKeys) throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        try (LauncherServer server = Launchers.start(rotating(home))) {
            Api api = new Api(server.url());
            Api.Account ada = api.register("ada@example.org");
            tokens.add(ada.access());
            Load load = new Load(api, tokens, ada.refresh());
            load.run(Duration.ofSeconds(seconds));
        }
        Set<String> kids = Set.copyOf(kids(tokens));
        assertThat(kids).as("keys that signed").hasSizeGreaterThanOrEqualTo(leastKeys);
        try (LauncherServer restarted = Launchers.start(rotating(home))) {
            Api api = new Api(restarted.url());
            assertThat(tokens)
                    .allSatisfy(token -> assertThat(api.profile(token)).isEqualTo(200));
        }
        System.out.println("KeyRotationTest: " + kids.size() + " keys, " + tokens.size() + " tokens, none refused");
    }

    private static List<String> kids(List<String> tokens) throws IOException {
        List<String> kids = new CopyOnWriteArrayList<>();
        for (String token : tokens) {
            String kid = kid(token);
            if (!kids.contains(kid)) {
                kids.add(kid);
            }
        }
        return kids;
    }

    /** Requests at a steady pace with tokens of every age, while new ones are got. */
    private static final class Load {
        private final Api api;
        private final List<String> tokens;
        private final AtomicInteger sent = new AtomicInteger();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private String refreshToken;

        Load(Api api, List<String> tokens, String refreshToken) {
            this.api = api;
            this.tokens = tokens;
            this.refreshToken = refreshToken;
        }

        void run(Duration time) throws Exception {
            ScheduledExecutorService pool = Executors.newScheduledThreadPool(8);
            try {
                List<ScheduledFuture<?>> all = List.of(
                        pool.scheduleAtFixedRate(this::ask, 0, 2_000 / REQUESTS_PER_SECOND, TimeUnit.MILLISECONDS),
                        pool.scheduleAtFixedRate(this::ask, 10, 2_000 / REQUESTS_PER_SECOND, TimeUnit.MILLISECONDS),
                        pool.scheduleAtFixedRate(this::renew, 0, 250, TimeUnit.MILLISECONDS));
                ScheduledFuture<?> end = pool.schedule(
                        () -> all.forEach(each -> each.cancel(false)), time.toMillis(), TimeUnit.MILLISECONDS);
                end.get(5, TimeUnit.MINUTES);
            } finally {
                pool.shutdown();
            }
            assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(failures).isEmpty();
            System.out.println("KeyRotationTest: " + sent + " requests in " + time.toSeconds() + " s");
            assertThat(sent).hasValueGreaterThan((int) time.toSeconds() * REQUESTS_PER_SECOND / 2);
        }

        private void ask() {
            String token = tokens.get(ThreadLocalRandom.current().nextInt(tokens.size()));
            note(api.profile(token));
        }

        private void note(int status) {
            sent.incrementAndGet();
            if (status != 200) {
                failures.add("status " + status);
            }
        }

        private void renew() {
            try {
                Api.Account next = api.refresh(refreshToken);
                refreshToken = next.refresh();
                tokens.add(next.access());
                note(api.profile(next.access()));
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    @Test
    void tokens_of_old_and_new_keys_survive_kills(@TempDir Path directory) throws Exception {
        Path home = directory.resolve("home");
        List<String> tokens = new CopyOnWriteArrayList<>();
        String refreshToken = "";
        for (int round = 0; round < 3; round++) {
            try (LauncherProcess server = LauncherProcess.start(home, Map.of("CHATAGENT_KEY_ROTATION", "1s"))) {
                for (String token : tokens) {
                    server.json("GET", "/auth/profile", token, "");
                }
                refreshToken =
                        round == 0 ? register(server, tokens) : untilAnotherKeySigns(server, tokens, refreshToken);
                server.kill();
            }
        }
        try (LauncherProcess server = LauncherProcess.start(home)) {
            for (String token : tokens) {
                server.json("GET", "/auth/profile", token, "");
            }
        }
        assertThat(kids(tokens)).hasSizeGreaterThanOrEqualTo(3);
    }

    private static String register(LauncherProcess server, List<String> tokens) throws Exception {
        var pair = server.json("POST", "/auth/register", "", Api.credentials("ada@example.org", Api.PASSWORD));
        tokens.add(pair.path("accessToken").asText());
        return pair.path("refreshToken").asText();
    }

    private static String untilAnotherKeySigns(LauncherProcess server, List<String> tokens, String refreshToken)
            throws Exception {
        String next = refreshToken;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        int before = kids(tokens).size();
        for (String token = ""; kids(tokens).size() == before; ) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            var pair = server.json("POST", "/auth/refresh", "", Api.body(Map.of("refreshToken", next)));
            token = pair.path("accessToken").asText();
            next = pair.path("refreshToken").asText();
            if (!kids(tokens).contains(kid(token))) {
                tokens.add(token);
            }
        }
        return next;
    }

    @Test
    void two_fresh_installs_share_no_secret(@TempDir Path directory) throws Exception {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        String token = fresh(one);
        fresh(other);
        assertThat(secrets(one)).isNotEmpty().doesNotContainAnyElementsOf(secrets(other));
        assertThat(signingKeys(one)).isNotEmpty().doesNotContainAnyElementsOf(signingKeys(other));
        try (LauncherServer server = Launchers.start(Launchers.settings(other))) {
            assertThat(new Api(server.url()).profile(token)).isEqualTo(401);
        }
    }

    private static String fresh(Path home) throws Exception {
        try (LauncherServer server = Launchers.start(Launchers.settings(home))) {
            return new Api(server.url()).register("ada@example.org").access();
        }
    }

    private static Set<String> secrets(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("secrets"))) {
            return files.map(KeyRotationTest::hex).collect(Collectors.toSet());
        }
    }

    private static String hex(Path file) {
        try {
            return HexFormat.of().formatHex(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The keys in clear, as whoever has the master secret can read them. */
    private static List<String> signingKeys(Path home) throws IOException, SQLException {
        String master = Files.readString(home.resolve("secrets/master")).strip();
        SecretBox box = new SecretBox(HexFormat.of().parseHex(master));
        List<String> keys = new CopyOnWriteArrayList<>();
        try (Connection connection = DriverManager.getConnection(Databases.url(home));
                ResultSet rows = connection.createStatement().executeQuery("SELECT id, sealed FROM signing_key")) {
            while (rows.next()) {
                byte[] key = box.open(rows.getString(2), "signing key " + rows.getString(1));
                keys.add(HexFormat.of().formatHex(key));
            }
        }
        return keys;
    }
}
