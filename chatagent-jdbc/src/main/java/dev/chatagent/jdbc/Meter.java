package dev.chatagent.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** What is noticed beside every statement and commit of a storage. Jdbi tells it of its own, {@link Plain} of the others. Thread-safe. */
final class Meter implements SqlLogger {
    private final SlowStatements slow;

    Meter(Dialect dialect, Duration slowAfter) {
        this.slow = new SlowStatements(dialect.kind(), slowAfter, System::nanoTime);
    }

    /** Takes the text as it was written: what is made of it on the way says nothing more. */
    @Override
    public void logAfterExecution(StatementContext context) {
        ran(context.getRawSql(), context.getElapsedTime(ChronoUnit.NANOS));
    }

    @Override
    public void logException(StatementContext context, SQLException failure) {
        logAfterExecution(context);
    }

    /** For statements that Jdbi does not see. */
    static void ran(Handle handle, String sql, long since) {
        if (handle.getConfig(SqlStatements.class).getSqlLogger() instanceof Meter meter) {
            meter.ran(sql, System.nanoTime() - since);
        }
    }

    private void ran(String sql, long nanos) {
        slow.ran(sql, nanos);
    }

    /** @param units that it made durable */
    void committed(int units, long since) {
        slow.ran("the commit of " + units + (units == 1 ? " unit" : " units"), System.nanoTime() - since);
    }
}
