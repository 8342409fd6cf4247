package dev.chatagent.jdbc;

import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Deletes the logins and API keys of a person, and keeps their ids for as long as another node could remember one. */
final class EndedLogins {
    /** Longer than any access token lives. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Handle handle;

    EndedLogins(Handle handle) {
        this.handle = handle;
    }

    void deleteLogins(UserId owner, Instant at) {
        keep("INSERT INTO ended_login (id, ended_at) SELECT id, ? FROM login WHERE user_id = ?", owner, at);
        Plain.update(handle, "DELETE FROM login WHERE user_id = ?", owner.value());
    }

    void deleteKeys(UserId owner, Instant at) {
        keep("INSERT INTO ended_login (id, ended_at) SELECT id, ? FROM api_key WHERE user_id = ?", owner, at);
        Plain.update(handle, "DELETE FROM api_key WHERE user_id = ?", owner.value());
    }

    private void keep(String insert, UserId owner, Instant at) {
        Plain.update(handle, "DELETE FROM ended_login WHERE ended_at < ?", Columns.micros(at.minus(KEPT)));
        Plain.update(handle, insert, Columns.micros(at), owner.value());
    }

    List<LoginId> since(Instant time) {
        return Plain.list(
                handle,
                "SELECT id FROM ended_login WHERE ended_at >= ?",
                row -> new LoginId(Columns.uuid(row, "id")),
                Columns.micros(time));
    }
}
