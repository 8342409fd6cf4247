package dev.chatagent.jdbc;

import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginFailures;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class JdbcLoginFailures implements LoginFailureRepository {
    private final Handle handle;

    JdbcLoginFailures(Handle handle) {
        this.handle = handle;
    }

    @Override
    public Optional<LoginFailures> find(String key) {
        return handle.createQuery("SELECT * FROM login_failure WHERE id = :key")
                .bind("key", key)
                .map((row, context) -> new LoginFailures(
                        key, row.getInt("failures"), Columns.time(row, "last_at"), Columns.time(row, "blocked_until")))
                .findOne();
    }

    @Override
    public void put(LoginFailures failures) {
        delete(failures.key());
        handle.createUpdate("""
                        INSERT INTO login_failure (id, failures, last_at, blocked_until)
                        VALUES (:key, :failures, :last, :blocked)
                        """)
                .bind("key", failures.key())
                .bind("failures", failures.count())
                .bind("last", Columns.micros(failures.lastAt()))
                .bind("blocked", Columns.micros(failures.blockedUntil()))
                .execute();
    }

    @Override
    public void delete(String key) {
        handle.createUpdate("DELETE FROM login_failure WHERE id = :key")
                .bind("key", key)
                .execute();
    }

    @Override
    public int prune(Instant before) {
        return handle.createUpdate("DELETE FROM login_failure WHERE last_at < :before")
                .bind("before", Columns.micros(before))
                .execute();
    }
}
