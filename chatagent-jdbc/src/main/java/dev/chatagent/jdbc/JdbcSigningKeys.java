package dev.chatagent.jdbc;

import dev.chatagent.auth.SigningKeyRecord;
import dev.chatagent.auth.SigningKeyRepository;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

final class JdbcSigningKeys implements SigningKeyRepository {
    private final Handle handle;

    JdbcSigningKeys(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(SigningKeyRecord key) {
        handle.createUpdate("""
                        INSERT INTO signing_key (id, algorithm, sealed, created_at, retires_at)
                        VALUES (:id, :algorithm, :sealed, :created, :retires)
                        """)
                .bind("id", key.id())
                .bind("algorithm", key.algorithm())
                .bind("sealed", key.sealed())
                .bind("created", Columns.micros(key.createdAt()))
                .bind("retires", Columns.micros(key.retiresAt()))
                .execute();
    }

    @Override
    public List<SigningKeyRecord> all() {
        return handle.createQuery("SELECT * FROM signing_key ORDER BY created_at DESC, id DESC")
                .map((row, context) -> new SigningKeyRecord(
                        Columns.text(row, "id"),
                        Columns.text(row, "algorithm"),
                        Columns.text(row, "sealed"),
                        Columns.time(row, "created_at"),
                        Columns.time(row, "retires_at")))
                .list();
    }

    @Override
    public void retireOthers(String id, Instant at) {
        handle.createUpdate("UPDATE signing_key SET retires_at = :at WHERE id <> :id AND retires_at > :at")
                .bind("at", Columns.micros(at))
                .bind("id", id)
                .execute();
    }

    @Override
    public int prune(Instant now) {
        return handle.createUpdate("DELETE FROM signing_key WHERE retires_at <= :now")
                .bind("now", Columns.micros(now))
                .execute();
    }
}
