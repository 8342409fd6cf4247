package dev.chatagent.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A table as backups know it.
 *
 * @param key its primary key, by which it is read page by page
 * @param identity the column that the database numbers, empty if there is none
 * @param numberedBy the table whose number is the upper half of this one's key, empty if there is none
 */
record BackupTable(String name, List<String> key, String identity, String numberedBy, List<Column> columns) {

    /** Types that every kind of database has, or has something for. */
    enum Type {
        TEXT,
        NUMBER,
        FLAG,
        UUID,
        BYTES
    }

    record Column(String name, Type type) {
        /** @param text e.g. {@code "id uuid"} */
        static Column parse(String text) {
            List<String> words = List.of(text.strip().split(" ", -1));
            return new Column(words.get(0), Type.valueOf(words.get(1).toUpperCase(Locale.ROOT)));
        }
    }

    /**
     * Tables in the order in which their rows can be inserted, with the schema of their newest migration. The signs of life of
     * nodes and their open connections are no data: whoever restores is another process.
     */
    static final int SCHEMA = 7;

    static final List<BackupTable> ALL = List.of(
            of(
                    "users",
                    "id",
                    "id uuid, tenant text, email text, email_key text, display_name text, name_key text, roles text, password_hash text,"
                            + " created_at number, banned flag, email_verified flag"),
            of(
                    "login",
                    "id",
                    "id uuid, user_id uuid, tenant text, device text, address text, created_at number,"
                            + " last_used_at number, expires_at number, revoked_at number, actor uuid"),
            of("refresh_token", "hash", "hash text, user_id uuid, login_id uuid, expires_at number, used_at number"),
            of("one_time_token", "hash", "hash text, purpose text, user_id uuid, login_id uuid, expires_at number"),
            of(
                    "api_key",
                    "id",
                    "id uuid, hash text, user_id uuid, tenant text, name text, hint text, scopes text,"
                            + " created_at number, expires_at number, last_used_at number, revoked_at number"),
            of("second_factor", "user_id", "user_id uuid, sealed text, confirmed flag, last_step number"),
            of("recovery_code", "user_id hash", "user_id uuid, hash text"),
            of("login_failure", "id", "id text, failures number, last_at number, blocked_until number"),
            of("known_device", "hash", "hash text, user_id uuid, expires_at number"),
            of("signing_key", "id", "id text, algorithm text, sealed text, created_at number, retires_at number"),
            numbering(
                    "chat_session",
                    "no number, id uuid, owner uuid, tenant text, title text, agent text, created_at number,"
                            + " updated_at number, message_count number"),
            numbered(
                    "chat_message",
                    "chat_session",
                    "place number, parent number, role text, status text, parts text, created_at number, run_id uuid,"
                            + " error text"),
            of(
                    "run",
                    "id",
                    "id uuid, owner uuid, node uuid, session_no number, message number, prompt number, status text,"
                            + " started_at number, ended_at number, input_tokens number, output_tokens number, error text,"
                            + " events_after number, idempotency_key text"),
            numbering(
                    "stored_file",
                    "no number, id uuid, owner uuid, tenant text, session_no number, message number, name text, type text,"
                            + " size_bytes number, sha256 text, created_at number, complete flag, idempotency_key text"),
            numbered("file_piece", "stored_file", "place number, file_no number, content bytes"),
            numbering("event_stream", "no number, name text, last_seq number, forked_at number"),
            numbered("event", "event_stream", "place number, type text, happened_at number, json text"),
            of(
                    "audit_entry",
                    "no",
                    "no number, happened_at number, event text, tenant text, actor uuid, subject uuid, address text,"
                            + " detail text, hash text"));

    private static BackupTable of(String name, String key, String columns) {
        return new BackupTable(name, List.of(key.split(" ", -1)), "", "", columns(columns));
    }

    private static BackupTable numbering(String name, String columns) {
        return new BackupTable(name, List.of("no"), "no", "", columns(columns));
    }

    private static BackupTable numbered(String name, String numberedBy, String columns) {
        return new BackupTable(name, List.of("place"), "", numberedBy, columns(columns));
    }

    private static List<Column> columns(String text) {
        return Arrays.stream(text.split(",", -1)).map(Column::parse).toList();
    }

    /** This table with only those of its columns, each a name and a type; throws when it has no such column. */
    BackupTable withColumns(List<List<String>> named) throws BackupFormatException {
        List<Column> chosen = new ArrayList<>();
        for (List<String> words : named) {
            chosen.add(columns.stream()
                    .filter(mine -> List.of(mine.name(), mine.type().name().toLowerCase(Locale.ROOT))
                            .equals(words))
                    .findFirst()
                    .orElseThrow(() -> new BackupFormatException("it has a column that this version does not know")));
        }
        return new BackupTable(name, key, identity, numberedBy, List.copyOf(chosen));
    }

    List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    int indexOf(String column) {
        return columnNames().indexOf(column);
    }
}
