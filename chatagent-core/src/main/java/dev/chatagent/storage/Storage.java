package dev.chatagent.storage;

import dev.chatagent.health.HealthCheck;

/**
 * SPI: keeps everything. A unit of work is all or nothing; many units may share one commit. Called on any thread,
 * concurrently; blocks for I/O. A failure of the database is a {@link dev.chatagent.error.ChatAgentException} with code
 * UNAVAILABLE; what the work itself throws passes through after the unit was rolled back. Closed by whoever opened it.
 */
public interface Storage extends AutoCloseable, HealthCheck {

    /** Runs a unit of work that only reads, on one consistent view. */
    <T> T read(Work<T> work);

    /**
     * Runs a unit of work that may write. When it returns, all of it survives a crash of the process and of the machine, and
     * its after-commit actions have run. The work may be run again from the start after a transient failure, so it must have
     * no effects outside of the repositories.
     */
    <T> T write(Work<T> work);

    /** Makes ready to serve: creates and migrates what is needed. Called once, before any work. */
    void start();

    @Override
    void close();

    /** A unit of work. */
    @FunctionalInterface
    interface Work<T> {
        T run(UnitOfWork unit);
    }
}
