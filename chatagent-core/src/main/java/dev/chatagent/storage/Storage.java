package dev.chatagent.storage;

import dev.chatagent.health.HealthCheck;
import dev.chatagent.health.Metric;
import java.util.List;
import java.util.Optional;

/**
 * SPI: keeps everything. A unit of work is all or nothing; many units may share one commit. Called on any thread,
 * concurrently; blocks for I/O. A failure of the database is a {@link dev.chatagent.error.ChatAgentException}: with code
 * UNAVAILABLE or STORAGE_FULL nothing was stored, with OUTCOME_UNKNOWN the commit failed half-way and nobody can tell. What the work itself
 * throws, errors too, passes through after its unit, and no other, was rolled back. A unit never writes through another one:
 * that is an {@link IllegalStateException}. Closed by whoever opened it; nobody who waits then waits for ever.
 */
public interface Storage extends AutoCloseable, HealthCheck {

    /**
     * Runs a unit of work that only reads, on one consistent view. When it returns, what it saw survives a crash as well.
     */
    <T> T read(Work<T> work);

    /**
     * Runs a unit of work that may write. When it returns, all of it survives a crash of the process and of the machine, and
     * its after-commit actions have run. The work may be run again from the start after a transient failure, so it must have
     * no effects outside of the repositories.
     */
    <T> T write(Work<T> work);

    /**
     * Makes ready to serve: creates and migrates what is needed. Called once, before any work. Where the database is on a
     * server that cannot be reached, it returns all the same and goes on trying; until that succeeds every unit of work fails
     * with UNAVAILABLE and {@link #check} is down.
     *
     * @throws dev.chatagent.error.ChatAgentException when trying again would not help, e.g. a wrong password
     */
    void start();

    /**
     * Whether other processes may serve from it at the same time. Where they may not, what others had begun is left over from a
     * crash.
     */
    default boolean shared() {
        return false;
    }

    /** Removes what the storage itself has left and nobody needs any more; called every few minutes. */
    default void tidy() {}

    /** What it counts and measures, now; quick, without going to the database. Names begin with {@code chatagent_}. */
    default List<Metric> metrics() {
        return List.of();
    }

    /** Writes backups and reads them, before {@link #start} too; empty where nothing outlives the process. */
    default Optional<Archive> archive() {
        return Optional.empty();
    }

    /**
     * What it can do for the nodes that share the database, by the type that a feature defines: a {@code SharedRateLimiter} that counts for
     * all of them, an {@code EventBroker} between them. Empty where it has nothing of it. Whoever asks closes what must be closed.
     */
    default <T> Optional<T> service(Class<T> type) {
        return Optional.empty();
    }

    @Override
    void close();

    /** A unit of work. */
    @FunctionalInterface
    interface Work<T> {
        T run(UnitOfWork unit);
    }
}
