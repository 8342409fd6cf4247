package dev.chatagent.jdbc;

import dev.chatagent.account.KnownDeviceRepository;
import dev.chatagent.id.UserId;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

final class JdbcKnownDevices implements KnownDeviceRepository {
    private final Handle handle;

    JdbcKnownDevices(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(UserId owner, String hash, Instant expiresAt) {
        handle.createUpdate("INSERT INTO known_device (hash, user_id, expires_at) VALUES (:hash, :owner, :expires)")
                .bind("hash", hash)
                .bind("owner", owner.value())
                .bind("expires", Columns.micros(expiresAt))
                .execute();
    }

    @Override
    public boolean known(UserId owner, String hash, Instant now) {
        return handle.createQuery("""
                        SELECT 1 FROM known_device WHERE hash = :hash AND user_id = :owner AND expires_at > :now
                        """)
                .bind("hash", hash)
                .bind("owner", owner.value())
                .bind("now", Columns.micros(now))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public void trim(UserId owner, int keep) {
        handle.createUpdate("""
                        DELETE FROM known_device WHERE user_id = :owner AND hash NOT IN (
                            SELECT hash FROM known_device WHERE user_id = :owner
                            ORDER BY expires_at DESC, hash LIMIT :keep)
                        """).bind("owner", owner.value()).bind("keep", keep).execute();
    }

    @Override
    public void deleteAll(UserId owner) {
        handle.createUpdate("DELETE FROM known_device WHERE user_id = :owner")
                .bind("owner", owner.value())
                .execute();
    }

    @Override
    public int prune(Instant now) {
        return handle.createUpdate("DELETE FROM known_device WHERE expires_at <= :now")
                .bind("now", Columns.micros(now))
                .execute();
    }
}
