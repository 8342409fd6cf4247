package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.StorageContract;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class H2StorageTest extends StorageContract {
    @TempDir
    static Path directory;

    @RegisterExtension
    static final KeptStorage STORAGE = KeptStorage.embedded(() -> JdbcStorage.h2(directory.resolve("database")));

    @Override
    protected Storage create() {
        return STORAGE;
    }

    @Override
    protected void release(Storage storage) {}

    @Test
    void what_was_written_is_there_after_a_reopen(@TempDir Path other) {
        User user = new User(
                new UserId(UUID.randomUUID()), "a@b.co", "A", List.of("user"), TenantId.DEFAULT, Instant.EPOCH);
        try (Storage first = JdbcStorage.h2(other.resolve("database"))) {
            first.start();
            first.write(unit -> unit.get(UserRepository.class).insert(user, "hash"));
        }
        try (Storage second = JdbcStorage.h2(other.resolve("database"))) {
            second.start();
            Optional<User> found =
                    second.read(unit -> unit.get(UserRepository.class).find(user.id()));
            assertThat(found).contains(user);
        }
    }

    @Test
    void another_kind_of_database_is_refused_without_showing_its_password() {
        assertThatThrownBy(() -> JdbcStorage.at("jdbc:mysql://u:sesame@host/db"))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_DATABASE_URL")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void a_write_inside_a_unit_is_refused() throws Exception {
        try (Storage storage = JdbcStorage.h2(directory.resolve("nested"))) {
            storage.start();
            assertThatThrownBy(() -> storage.write(unit -> storage.write(inner -> 1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_unit_that_ends_with_an_error_fails_alone_and_keeps_nobody_waiting() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (Storage storage = JdbcStorage.h2(directory.resolve("errors"))) {
            storage.start();
            CountDownLatch leading = new CountDownLatch(1);
            CountDownLatch others = new CountDownLatch(2);
            Future<Integer> leader = threads.submit(() -> storage.write(unit -> {
                leading.countDown();
                awaitUninterrupted(others);
                return 1;
            }));
            leading.await();
            Future<Integer> broken = threads.submit(() -> {
                others.countDown();
                return storage.write(unit -> {
                    throw new AssertionError("broken");
                });
            });
            Future<Integer> good = threads.submit(() -> {
                others.countDown();
                return storage.write(unit -> 2);
            });
            assertThat(leader.get(2, TimeUnit.MINUTES)).isEqualTo(1);
            assertThat(good.get(2, TimeUnit.MINUTES)).isEqualTo(2);
            assertThatThrownBy(() -> broken.get(2, TimeUnit.MINUTES)).hasRootCauseMessage("broken");
            assertThat(storage.<Integer>write(unit -> 3)).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
