package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server lives as long as the storage that was opened on it. */
class ManagedStorageTest {
    @TempDir
    Path home;

    @Test
    void a_storage_that_cannot_be_opened_leaves_no_server_behind() throws Exception {
        Postgres.assumeInstalled();
        Path directory = home.resolve("postgres");
        MadePostgres.copyTo(directory);
        AtomicReference<String> url = new AtomicReference<>("");
        try (Storage storage = new ManagedStorage(directory, given -> {
            url.set(given);
            throw new IllegalStateException("cannot be opened");
        })) {
            assertThatThrownBy(storage::start).hasMessage("cannot be opened");
        }
        assertThat(url).hasValueMatching(given -> given.startsWith("postgres://chatagent:"));
        assertThat(Postgres.processesOf(directory)).isEmpty();
    }

    @Test
    void a_runtime_that_asks_for_it_serves_from_it_and_leaves_nothing_running() throws Exception {
        Postgres.assumeInstalled();
        Settings settings = Settings.defaults()
                .with(Settings.HOME, home.toString())
                .with(Settings.ENVIRONMENT, "development")
                .with(Settings.STORAGE, "managed-postgres");
        try (ChatAgentRuntime runtime =
                ChatAgentRuntime.builder().settings(settings).start()) {
            assertThat(runtime.health().report().components()).hasEntrySatisfying("database", database -> {
                assertThat(database.status()).isEqualTo(ComponentHealth.Status.UP);
                assertThat(database.detail()).startsWith("PostgreSQL at 127.0.0.1:");
            });
            assertThat(runtime.decisions().toString()).doesNotContain(password());
        }
        assertThat(Postgres.processesOf(home.resolve("postgres"))).isEmpty();
        assertThat(home.resolve("database")).doesNotExist();
    }

    @Test
    void its_role_is_one_that_row_level_security_holds_back() throws Exception {
        Postgres.assumeInstalled();
        MadePostgres.copyTo(home.resolve("postgres"));
        try (Storage storage = new ManagedStorage(
                home.resolve("postgres"), url -> JdbcStorage.at(url).behindRowSecurity())) {
            storage.start();
            assertThat(storage.check().status()).isEqualTo(ComponentHealth.Status.UP);
        }
    }

    private String password() throws IOException {
        return Files.readString(home.resolve("postgres/password"));
    }

    @Test
    void what_was_acknowledged_is_there_after_the_server_was_killed_under_it_and_after_a_restart() throws Exception {
        Postgres.assumeInstalled();
        Path directory = home.resolve("postgres");
        MadePostgres.copyTo(directory);
        try (Storage storage = new ManagedStorage(directory, JdbcStorage::at)) {
            storage.start();
            append(storage, "first");
            Postgres.server(directory).destroyForcibly();
            untilAnswered(() -> append(storage, "second"));
            // what is left of the killed server may have acknowledged it before it went
            untilAnswered(() -> assertThat(stored(storage)).contains("first", "second"));
        }
        try (Storage storage = new ManagedStorage(directory, JdbcStorage::at)) {
            storage.start();
            assertThat(stored(storage)).contains("first", "second");
        }
    }

    private static void append(Storage storage, String text) {
        EventDraft draft = new EventDraft(PowerLossWriter.STREAM, "test", Instant.EPOCH, text);
        storage.write(unit -> unit.get(EventRepository.class).append(List.of(draft)));
    }

    private static void untilAnswered(Runnable call) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (true) {
            try {
                call.run();
                return;
            } catch (ChatAgentException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    private static List<String> stored(Storage storage) {
        return storage.read(unit -> unit.get(EventRepository.class).read(PowerLossWriter.STREAM, 0, 1_000)).stream()
                .map(Event::json)
                .toList();
    }

    @Test
    void another_kind_of_storage_is_refused_with_those_there_are() {
        Settings settings =
                Settings.defaults().with(Settings.HOME, home.toString()).with(Settings.STORAGE, "oracle");
        assertThatThrownBy(() ->
                        ChatAgentRuntime.builder().settings(settings).start().close())
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("'oracle' is none of h2, managed-postgres and memory");
    }
}
