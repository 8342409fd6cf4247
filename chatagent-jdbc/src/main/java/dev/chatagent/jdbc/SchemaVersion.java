package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings the schema up to date, and refuses one that a newer version has made. */
final class SchemaVersion {
    private static final Set<MigrationState> FUTURE =
            Set.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private SchemaVersion() {}

    /** Answers the version that it then has. */
    static String migrate(DataSource database, Dialect dialect) {
        FluentConfiguration configuration = Flyway.configure(SchemaVersion.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:dev/chatagent/jdbc/migration/" + dialect.migrations())
                .table("chatagent_schema_history");
        if (dialect.walled()) {
            configuration.initSql(PostgresDialect.PAST_WALL);
        }
        Flyway flyway = configuration.load();
        try {
            refuseNewer(flyway);
            MigrateResult result = flyway.migrate();
            return String.valueOf(
                    result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion);
        } catch (FlywayException e) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The database's schema cannot be brought up to date; it is left as it was. Its tables may have been"
                            + " changed by hand: restore a backup, or start with another CHATAGENT_HOME.",
                    e);
        }
    }

    /** Flyway passes over migrations that it does not know. */
    private static void refuseNewer(Flyway flyway) {
        Optional<MigrationInfo> unknown = Arrays.stream(flyway.info().applied())
                .filter(migration -> FUTURE.contains(migration.getState()))
                .findFirst();
        unknown.ifPresent(migration -> {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "The database was written by a newer version of chatagent (schema " + migration.getVersion()
                            + "). Start that version, or set CHATAGENT_HOME to another directory.");
        });
    }
}
