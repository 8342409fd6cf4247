package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.health.ComponentHealth.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that lets nobody in without TLS, with a certificate for {@code localhost}. */
@Timeout(120)
class PostgresTlsTest {
    @TempDir
    static Path directory;

    private static PostgresFixture server;
    private static Certificates certificates;
    private static Certificates others;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresFixture.create();
        certificates = Certificates.make(Files.createDirectory(directory.resolve("ours")), "localhost");
        others = Certificates.make(Files.createDirectory(directory.resolve("others")), "localhost");
        server.requireTls(certificates);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop("fast");
    }

    private static String url(String host, String parameters) {
        return "postgres://owner:sesame@" + host + ":" + server.port() + "/tls?" + parameters;
    }

    private static String trusting(Certificates trusted) {
        return "&sslrootcert=" + trusted.authority();
    }

    private static void assertServes(String url) {
        try (JdbcStorage storage = JdbcStorage.at(url)) {
            storage.start();
            assertThat(storage.check().status()).isEqualTo(Status.UP);
            boolean encrypted = storage.read(unit -> Plain.first(
                            JdbcUnit.handle(unit),
                            "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
                            row -> row.getBoolean(1))
                    .orElseThrow());
            assertThat(encrypted).as("the connection is encrypted").isTrue();
        }
    }

    private static void assertRefused(String url, String... says) {
        try (JdbcStorage storage = JdbcStorage.at(url)) {
            assertThatThrownBy(storage::start)
                    .isInstanceOf(ChatAgentException.class)
                    .satisfies(refused -> assertThat(refused.getMessage()).contains(says))
                    .satisfies(refused ->
                            assertThat(refused.toString() + refused.getCause()).doesNotContain("sesame"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-full", "verify-ca", "require"})
    void who_trusts_the_servers_authority_gets_in(String mode) {
        assertServes(url("localhost", "sslmode=" + mode + trusting(certificates)));
    }

    @Test
    void libpqs_variables_say_the_same() {
        Map<String, String> variables = Map.of(
                "PGHOST", "localhost",
                "PGPORT", Integer.toString(server.port()),
                "PGUSER", "owner",
                "PGDATABASE", "tls",
                "PGSSLMODE", "verify-full",
                "PGSSLROOTCERT", certificates.authority().toString());
        assertServes(Settings.from(variables).set(Settings.DATABASE_URL).orElseThrow());
    }

    @Test
    void a_host_that_the_certificate_is_not_for_is_refused_unless_only_the_authority_is_asked_for() {
        assertRefused(
                url("127.0.0.1", "sslmode=verify-full" + trusting(certificates)),
                "certificate is not for the host",
                "sslmode=verify-ca");
        assertServes(url("127.0.0.1", "sslmode=verify-ca" + trusting(certificates)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-full", "verify-ca"})
    void a_server_of_another_authority_is_refused(String mode) {
        assertRefused(url("localhost", "sslmode=" + mode + trusting(others)), "certificate", "sslrootcert");
    }

    @Test
    void a_certificate_that_is_not_there_is_named() {
        Path missing = directory.resolve("missing.crt");
        assertRefused(
                url("localhost", "sslmode=verify-full&sslrootcert=" + missing), "sslrootcert", missing.toString());
    }

    @Test
    void the_jvms_own_authorities_do_not_know_the_server() {
        assertRefused(url("localhost", "sslmode=verify-full&sslrootcert=system"), "certificate", "sslrootcert");
    }

    @Test
    void who_comes_without_tls_is_told_to_ask_for_it() {
        assertRefused(url("localhost", "sslmode=disable"), "TLS", "sslmode=verify-full");
    }

    @Test
    void a_server_without_tls_is_refused_where_it_is_asked_for() {
        String plain = PostgresFixture.get().newDatabase();
        assertRefused(plain + "?sslmode=require", "TLS", "sslmode");
    }
}
