package dev.chatagent.jdbc;

import dev.chatagent.account.ApiKey;
import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.auth.Permission;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

final class JdbcApiKeys implements ApiKeyRepository {
    private final Handle handle;

    JdbcApiKeys(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(ApiKey key, String hash) {
        handle.createUpdate("""
                        INSERT INTO api_key (id, hash, user_id, tenant, name, hint, scopes, created_at, expires_at)
                        VALUES (:id, :hash, :user, :tenant, :name, :hint, :scopes, :created, :expires)
                        """)
                .bind("id", key.id().value())
                .bind("hash", hash)
                .bind("user", key.user().value())
                .bind("tenant", key.tenant().value())
                .bind("name", key.name())
                .bind("hint", key.hint())
                .bind(
                        "scopes",
                        key.scopes().stream().map(Permission::name).sorted().collect(Collectors.joining(",")))
                .bind("created", Columns.micros(key.createdAt()))
                .bind("expires", Columns.micros(key.expiresAt()))
                .execute();
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                new LoginId(Columns.uuid(row, "id")),
                new UserId(Columns.uuid(row, "user_id")),
                new TenantId(Columns.text(row, "tenant")),
                Columns.text(row, "name"),
                Columns.text(row, "hint"),
                Arrays.stream(Columns.text(row, "scopes").split(",", -1))
                        .map(Permission::valueOf)
                        .collect(Collectors.toSet()),
                Columns.time(row, "created_at"),
                Columns.time(row, "expires_at"),
                Columns.timeOrNull(row, "last_used_at"),
                Columns.timeOrNull(row, "revoked_at"));
    }

    @Override
    public Optional<ApiKey> findByHash(String hash) {
        return handle.createQuery("SELECT * FROM api_key WHERE hash = :hash")
                .bind("hash", hash)
                .map((row, context) -> key(row))
                .findOne();
    }

    @Override
    public List<ApiKey> list(UserId owner) {
        return handle.createQuery("""
                        SELECT * FROM api_key WHERE user_id = :owner AND revoked_at IS NULL ORDER BY created_at DESC
                        """)
                .bind("owner", owner.value())
                .map((row, context) -> key(row))
                .list();
    }

    @Override
    public void touch(UserId owner, LoginId id, Instant usedAt) {
        handle.createUpdate("UPDATE api_key SET last_used_at = :at WHERE id = :id AND user_id = :owner")
                .bind("at", Columns.micros(usedAt))
                .bind("id", id.value())
                .bind("owner", owner.value())
                .execute();
    }

    @Override
    public boolean revoke(UserId owner, LoginId id, Instant at) {
        return handle.createUpdate("""
                        UPDATE api_key SET revoked_at = :at
                        WHERE id = :id AND user_id = :owner AND revoked_at IS NULL
                        """)
                        .bind("at", Columns.micros(at))
                        .bind("id", id.value())
                        .bind("owner", owner.value())
                        .execute()
                == 1;
    }

    @Override
    public List<LoginId> revokedSince(Instant time) {
        return handle.createQuery("SELECT id FROM api_key WHERE revoked_at >= :time")
                .bind("time", Columns.micros(time))
                .map((row, context) -> new LoginId(Columns.uuid(row, "id")))
                .list();
    }

    @Override
    public void deleteAll(UserId owner, Instant at) {
        new EndedLogins(handle).deleteKeys(owner, at);
    }

    @Override
    public int prune(Instant before) {
        long micros = Columns.micros(before);
        return handle.createUpdate("DELETE FROM api_key WHERE expires_at < :before")
                        .bind("before", micros)
                        .execute()
                + handle.createUpdate("DELETE FROM api_key WHERE revoked_at < :before")
                        .bind("before", micros)
                        .execute();
    }
}
