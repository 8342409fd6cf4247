package dev.chatagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.id.TenantId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands beside serving, on the data directory of a stopped server. */
class MaintenanceTest {
    private static final String PASSWORD = "four words that differ";
    private static final ClientInfo CLIENT = new ClientInfo("", "127.0.0.1", TenantId.DEFAULT, null);

    @TempDir
    private Path home;

    private String out = "";
    private String err = "";

    private int run(String input, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        return plain(input, all.toArray(String[]::new));
    }

    private int plain(String input, String... words) throws Exception {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        int status = Main.run(
                words,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return status;
    }

    private ChatAgentRuntime open() {
        return ChatAgentRuntime.builder()
                .settings(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "development")
                        .with(Settings.HOME, home.toString()))
                .start();
    }

    private static Principal login(ChatAgentRuntime runtime, String password) {
        String token = runtime.accounts()
                .login(new Email("root@example.org"), password, CLIENT)
                .accessToken();
        return runtime.authenticator().authenticate(token);
    }

    @Test
    void created_administrator_logs_in_with_the_password_that_was_typed() throws Exception {
        assertThat(run(PASSWORD + "\n", "create-admin", "--email", "root@example.org", "--name", "Root"))
                .as(err)
                .isZero();
        assertThat(out).contains("root@example.org was created").doesNotContain(PASSWORD);
        try (ChatAgentRuntime runtime = open()) {
            Principal admin = login(runtime, PASSWORD);
            assertThat(runtime.users().get(admin, admin.user()).user().displayName())
                    .isEqualTo("Root");
            assertThat(runtime.accounts().setupToken()).isEmpty();
        }
    }

    @Test
    void link_lets_the_administrator_choose_the_password() throws Exception {
        assertThat(run("", "create-admin", "--email", "root@example.org", "--link"))
                .as(err)
                .isZero();
        Matcher link =
                Pattern.compile("http://127\\.0\\.0\\.1:8080/#reset=(\\S+)").matcher(out);
        assertThat(link.find()).as(out).isTrue();
        try (ChatAgentRuntime runtime = open()) {
            runtime.passwords().confirmReset(link.group(1), PASSWORD, CLIENT);
            assertThat(login(runtime, PASSWORD).permissions()).isNotEmpty();
        }
    }

    @Test
    void weak_password_and_taken_address_create_nobody() throws Exception {
        assertThat(run("short\n", "create-admin", "--email", "root@example.org"))
                .isEqualTo(1);
        assertThat(err).contains("at least 15 characters");
        assertThat(run(PASSWORD, "create-admin", "--email", "root@example.org")).isZero();
        assertThat(run(PASSWORD, "create-admin", "--email", "ROOT@example.org")).isEqualTo(1);
        assertThat(err).contains("already");
        assertThat(run("", "create-admin", "--email", "other@example.org")).isEqualTo(2);
        assertThat(err).contains("No password came in");
    }

    @Test
    void rotated_key_signs_and_the_old_one_still_verifies() throws Exception {
        assertThat(run(PASSWORD, "create-admin", "--email", "root@example.org")).isZero();
        String before;
        try (ChatAgentRuntime runtime = open()) {
            before = runtime.accounts()
                    .login(new Email("root@example.org"), PASSWORD, CLIENT)
                    .accessToken();
        }
        assertThat(run("", "rotate-keys")).as(err).isZero();
        try (ChatAgentRuntime runtime = open()) {
            Principal admin = runtime.authenticator().authenticate(before);
            assertThat(runtime.audit()
                            .page(admin, java.util.Optional.empty(), 1)
                            .get(0)
                            .event())
                    .isEqualTo("sys_key_rotated");
        }
    }

    @Test
    void audit_log_is_whole_until_somebody_changes_a_row() throws Exception {
        assertThat(run(PASSWORD, "create-admin", "--email", "root@example.org")).isZero();
        assertThat(run("", "verify-audit")).as(err).isZero();
        assertThat(out).contains("is whole: 1 rows");
        tamper();
        assertThat(run("", "verify-audit")).isEqualTo(1);
        assertThat(out).contains("row 1 is not what was written");
    }

    private void tamper() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + home.resolve(DATABASE), "", "");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update audit_entry set address = '203.0.113.9'"))
                    .isEqualTo(1);
        }
    }

    private static final String DATABASE = "database/chatagent";

    @Test
    void commands_say_that_a_server_uses_the_data() throws Exception {
        try (ChatAgentRuntime running = open()) {
            assertThat(running.closing()).isFalse();
            for (String command : List.of("rotate-keys", "verify-audit")) {
                assertThat(run("", command)).isEqualTo(1);
                assertThat(err).contains("Another chatagent uses the database", "Stop it");
            }
            assertThat(run(PASSWORD, "create-admin", "--email", "root@example.org"))
                    .isEqualTo(1);
            assertThat(err).contains("Another chatagent uses the database");
        }
    }

    @Test
    void wrong_words_are_answered_with_the_usage() throws Exception {
        assertThat(plain("", "destroy")).isEqualTo(2);
        assertThat(err).contains("There is no command 'destroy'", "Usage: run");
        assertThat(plain("", "rotate-keys", "--port", "80")).isEqualTo(2);
        assertThat(err).contains("Unknown option --port");
        assertThat(plain("", "create-admin")).isEqualTo(2);
        assertThat(err).contains("needs --email");
        assertThat(plain("", "--home")).isEqualTo(2);
        assertThat(plain("", "--port", "99999")).isEqualTo(2);
        assertThat(plain("", "--help")).isZero();
        assertThat(out).contains("create-admin", "rotate-keys", "verify-audit");
    }
}
