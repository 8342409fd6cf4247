package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
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
    void another_kind_of_storage_is_refused_with_those_there_are() {
        Settings settings =
                Settings.defaults().with(Settings.HOME, home.toString()).with(Settings.STORAGE, "oracle");
        assertThatThrownBy(() ->
                        ChatAgentRuntime.builder().settings(settings).start().close())
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("'oracle' is none of h2, managed-postgres and memory");
    }
}
