package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Notice;
import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.testkit.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Everything secret that people use in a long day, good calls and bad ones: none of it is kept or shown in clear. */
class CanaryScanTest {
    private final CapturedLog log = new CapturedLog();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.chatagent");
    private final Level before = root.getLevel();
    private final TestClock clock = TestClock.create();
    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private final Canaries canaries = new Canaries();

    CanaryScanTest() {
        log.setContext(root.getLoggerContext());
        log.start();
        root.addAppender(log);
        root.setLevel(Level.INFO);
        ours.setLevel(Level.DEBUG);
    }

    @AfterEach
    void quiet() {
        root.detachAppender(log);
        root.setLevel(before);
        ours.setLevel(null);
    }

    /** Production: development writes links to the log, on purpose. */
    private LauncherServer server(Path home) throws Exception {
        Settings settings = Launchers.settings(home)
                .with(Settings.ENVIRONMENT, "production")
                .with(Settings.LIMITS, false);
        return Launchers.start(ChatAgentRuntime.builder()
                .settings(settings)
                .clock(clock)
                .notifier(this::fail)
                .start());
    }

    /** A mail server whose failures tell everything. */
    private void fail(Notice notice) {
        notices.add(notice);
        throw new IllegalStateException("Not delivered: " + link(notice));
    }

    static String link(Notice notice) {
        if (notice instanceof Notice.PasswordReset reset) {
            return reset.link();
        }
        return notice instanceof Notice.EmailVerification verification ? verification.link() : "";
    }

    @Test
    void no_secret_is_kept_or_shown_in_clear(@TempDir Path directory) throws Exception {
        Path home = directory.resolve("home");
        List<String> told;
        try (LauncherServer server = server(home)) {
            told = new CanaryDay(server, clock, notices, canaries).live();
        }
        assertThat(canaries.size()).isGreaterThan(30);
        assertThat(log.text()).as("the log was captured").contains("Stopped", "could not be sent");
        canaries.assertNoneIn("the log", log.text());
        assertThat(told).hasSizeGreaterThan(15);
        canaries.assertNoneIn("problems and the audit log", String.join("\n", told));
        String dump = dump(home);
        assertThat(dump)
                .as("people and texts are in the dump")
                .contains("ada@example.org", "Ada Lovelace", "a text of hers");
        canaries.assertNoneIn("the database", dump);
        int files = 0;
        for (Path file : files(home)) {
            canaries.assertNoneIn(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            files++;
        }
        System.out.println(
                "CanaryScanTest: " + canaries.size() + " secrets, " + log.text().length()
                        + " characters of log, " + told.size() + " problems and audit pages, " + dump.length()
                        + " characters of dump, " + files + " files");
    }

    private static List<Path> files(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(home.resolve("secrets")))
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static String dump(Path home) throws IOException, SQLException {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(Databases.url(home));
                ResultSet rows = connection.createStatement().executeQuery("SCRIPT")) {
            while (rows.next()) {
                dump.append(rows.getString(1)).append('\n');
            }
        }
        return dump.toString();
    }

    /** The audit log as its reader sees it. */
    static JsonNode audit(Api api, Api.Account admin) throws IOException {
        return api.json("GET", "/admin/audit?limit=200", admin.access(), "");
    }
}
