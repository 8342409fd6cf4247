package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's row-level security on every table that has an owner: policies compare a row's owner with whom the unit of work
 * named, see {@link Wall}. Forced, because the tables are our own role's.
 */
final class RowSecurity {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStorage.class);

    /** In the policies' name stands their version: one that is there already is not made again. */
    private static final String THERE = """
            SELECT count(*) FROM pg_policies p JOIN pg_class c ON c.relname = p.tablename
                AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = p.schemaname)
            WHERE p.schemaname = current_schema() AND p.policyname = 'chatagent_owner_1'
                AND c.relrowsecurity AND c.relforcerowsecurity""";

    private static final String PASSES_BY =
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";

    private static final int TABLES = 15;

    /** The owner is asked for once a statement, as a subquery; a message's is that of its chat, a piece's that of its
     * file, one look-up by its key. */
    private static final String RAISE = """
            DO $$
            DECLARE
                owned text[] := ARRAY[
                    ['users', $q$id::text, 'tenant:' || tenant$q$],
                    ['login', $q$user_id::text, actor::text$q$],
                    ['refresh_token', $q$user_id::text$q$],
                    ['one_time_token', $q$user_id::text$q$],
                    ['api_key', $q$user_id::text$q$],
                    ['second_factor', $q$user_id::text$q$],
                    ['recovery_code', $q$user_id::text$q$],
                    ['known_device', $q$user_id::text$q$],
                    ['chat_session', $q$owner::text$q$],
                    ['chat_message', $q$(SELECT s.owner::text FROM chat_session s WHERE s.no = place >> 32)$q$],
                    ['run', $q$owner::text$q$],
                    ['stored_file', $q$owner::text$q$],
                    ['file_piece', $q$(SELECT f.owner::text FROM stored_file f WHERE f.no = file_no)$q$],
                    ['presence', $q$owner::text$q$],
                    ['audit_entry', $q$'tenant:' || tenant$q$]];
            BEGIN
                FOR i IN 1 .. array_length(owned, 1) LOOP
                    EXECUTE format('DROP POLICY IF EXISTS chatagent_owner_1 ON %I', owned[i][1]);
                    EXECUTE format('CREATE POLICY chatagent_owner_1 ON %I USING ('
                        || '(SELECT current_setting(''chatagent.owner'', true)) = ''system'' OR '
                        || '(SELECT current_setting(''chatagent.owner'', true)) IN (%s))', owned[i][1], owned[i][2]);
                    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned[i][1]);
                END LOOP;
            END $$""";

    private static final String TEAR_DOWN = """
            DO $$
            DECLARE
                walled text;
            BEGIN
                FOR walled IN SELECT tablename FROM pg_policies
                    WHERE schemaname = current_schema() AND policyname = 'chatagent_owner_1'
                LOOP
                    EXECUTE format('DROP POLICY chatagent_owner_1 ON %I', walled);
                    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', walled);
                END LOOP;
            END $$""";

    private RowSecurity() {}

    /**
     * Puts it up where it is wanted and down where it is not; does nothing where that is so already.
     *
     * @param handle in a transaction that sees what others commit meanwhile
     * @throws ChatAgentException UNAVAILABLE when it would be no wall for the role that connects
     */
    static void arrange(Handle handle, boolean wanted, String place) {
        int there = Plain.first(handle, THERE, row -> row.getInt(1)).orElse(0);
        if (wanted) {
            requireHeldBack(handle, place);
        }
        if (wanted && there != TABLES) {
            handle.execute(PostgresDialect.LOCK);
            Plain.update(handle, RAISE);
            LOG.info("Row-level security is on in PostgreSQL at {}", place);
        } else if (!wanted && there > 0) {
            handle.execute(PostgresDialect.LOCK);
            Plain.update(handle, TEAR_DOWN);
            LOG.warn("Row-level security is off in PostgreSQL at {}, as its setting says; it was on before", place);
        }
    }

    private static void requireHeldBack(Handle handle, String place) {
        if (Plain.first(handle, PASSES_BY, row -> row.getBoolean(1)).orElse(false)) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "CHATAGENT_DATABASE_ROW_SECURITY is on, and the role that connects to PostgreSQL at " + place
                            + " is a superuser or has BYPASSRLS, which row-level security does not hold back. Connect with an"
                            + " ordinary role that owns the tables, or switch the setting off.");
        }
    }
}
