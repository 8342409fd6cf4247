package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginFailures;
import dev.chatagent.backup.Backup;
import dev.chatagent.config.Settings;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.Metric;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MeterTest {
    private static final String PREFIX = "chatagent_database_";

    @TempDir
    Path directory;

    private Storage started() {
        Storage storage = JdbcStorage.h2(directory.resolve("database"));
        storage.start();
        return storage;
    }

    private static <M extends Metric> M metric(Storage storage, Class<M> type, String name) {
        return storage.metrics().stream()
                .filter(metric -> metric.name().equals(PREFIX + name))
                .findFirst()
                .map(type::cast)
                .orElseThrow();
    }

    private static double counter(Storage storage, String name) {
        return metric(storage, Metric.Counter.class, name).value();
    }

    private static double gauge(Storage storage, String name) {
        return metric(storage, Metric.Gauge.class, name).value();
    }

    private static boolean put(Storage storage, String key) {
        return storage.write(unit -> {
            unit.get(LoginFailureRepository.class).put(new LoginFailures(key, 1, Instant.EPOCH, Instant.EPOCH));
            return true;
        });
    }

    @Test
    void statements_and_commits_are_counted() {
        try (Storage storage = started()) {
            double statements = counter(storage, "statements_total");
            long commits =
                    metric(storage, Metric.Histogram.class, "commit_seconds").count();
            put(storage, "a");
            put(storage, "b");
            storage.read(unit -> Plain.list(JdbcUnit.handle(unit), "SELECT 1", row -> row.getInt(1)));
            assertThat(counter(storage, "statements_total") - statements)
                    .as("for each write its mark, a DELETE, an INSERT and a CHECKPOINT, and the read")
                    .isEqualTo(9);
            Metric.Histogram seconds = metric(storage, Metric.Histogram.class, "commit_seconds");
            assertThat(seconds.count() - commits).isEqualTo(2);
            assertThat(seconds.sum()).isPositive().isLessThan(60);
        }
    }

    @Test
    void units_that_share_a_commit_are_counted_by_how_many_they_are() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(9);
        try (Storage storage = started()) {
            double before =
                    metric(storage, Metric.Histogram.class, "commit_units").sum();
            CountDownLatch leading = new CountDownLatch(1);
            CountDownLatch queued = new CountDownLatch(8);
            Future<Boolean> leader = threads.submit(() -> storage.write(unit -> {
                leading.countDown();
                return awaitUninterrupted(queued);
            }));
            leading.await();
            List<Future<Boolean>> others = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "key" + i;
                others.add(threads.submit(() -> {
                    queued.countDown();
                    return put(storage, key);
                }));
            }
            leader.get();
            for (Future<Boolean> other : others) {
                other.get();
            }
            Metric.Histogram units = metric(storage, Metric.Histogram.class, "commit_units");
            assertThat(units.sum() - before).as("nine units").isEqualTo(9);
            assertThat(units.count()).isBetween(2L, 10L);
            assertThat(units.buckets()).extracting(Metric.Bucket::count).isSorted();
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean awaitUninterrupted(CountDownLatch latch) {
        try {
            return latch.await(100, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void connections_in_use_are_told() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (Storage storage = started()) {
            put(storage, "the writer keeps its connection");
            double before = gauge(storage, "connections_active");
            CountDownLatch reading = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Future<Boolean> reader = threads.submit(() -> storage.read(unit -> {
                reading.countDown();
                return awaitUninterrupted(end);
            }));
            reading.await();
            assertThat(gauge(storage, "connections_active") - before).isEqualTo(1);
            assertThat(gauge(storage, "connections_pending")).isZero();
            end.countDown();
            reader.get();
            assertThat(metric(storage, Metric.Histogram.class, "connection_wait_seconds")
                            .count())
                    .isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void failures_are_counted_and_the_last_one_told_by_its_code() {
        try (Storage storage = started()) {
            assertThat(storage.check().facts()).containsEntry("lastError", "none");
            assertThatThrownBy(() -> storage.read(
                            unit -> Plain.list(JdbcUnit.handle(unit), "SELECT * FROM nowhere", row -> row.getInt(1))))
                    .isInstanceOf(RuntimeException.class);
            assertThat(counter(storage, "failures_total")).isEqualTo(1);
            assertThat(storage.check().facts().get("lastError"))
                    .startsWith("42S0")
                    .contains(" at ");
        }
    }

    @Test
    void health_tells_operators_how_H2_stands() {
        try (Storage storage = started()) {
            put(storage, "a");
            ComponentHealth health = storage.check();
            assertThat(health.status()).isEqualTo(ComponentHealth.Status.UP);
            assertThat(health.facts())
                    .containsEntry("kind", "H2")
                    .containsEntry("schema", Integer.toString(BackupTable.SCHEMA))
                    .containsKeys("version", "connections", "lastError");
            assertThat(health.facts().get("lastCommit")).matches("[0-9]+ s ago");
        }
    }

    @Test
    void health_tells_when_the_last_backup_was_made() {
        Settings settings =
                Settings.defaults().with(Settings.HOME, directory.toString()).with(Settings.ENVIRONMENT, "development");
        try (ChatAgentRuntime runtime =
                ChatAgentRuntime.builder().settings(settings).start()) {
            assertThat(facts(runtime)).doesNotContainKey("lastBackup");
            Backup made = runtime.backups().make(Progress.NONE);
            assertThat(facts(runtime))
                    .containsEntry("lastBackup", made.created().toString());
            assertThat(runtime.metrics()).isNotEmpty();
        }
    }

    private static Map<String, String> facts(ChatAgentRuntime runtime) {
        return Objects.requireNonNull(runtime.health().report().components().get("database"))
                .facts();
    }

    @Test
    void a_batch_that_is_run_again_counts_and_no_password_is_told() throws Exception {
        PostgresFixture server = PostgresFixture.get();
        String url = server.newDatabase();
        String database = url.substring(url.lastIndexOf('/') + 1);
        try (Storage storage = JdbcStorage.at(url.replace("owner@", "owner:sesame@"))) {
            storage.start();
            put(storage, "a");
            server.execute(
                    database,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                            + "' AND pid <> pg_backend_pid()");
            put(storage, "b");
            assertThat(counter(storage, "retries_total")).isPositive();
            assertThat(counter(storage, "failures_total")).isPositive();
            assertThat(storage.check().facts()).containsEntry("kind", "PostgreSQL");
            assertThat(storage.check().toString()).doesNotContain("sesame");
        }
    }
}
