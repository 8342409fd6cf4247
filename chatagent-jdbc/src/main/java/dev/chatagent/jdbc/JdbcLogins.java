package dev.chatagent.jdbc;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Login;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.RefreshToken;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

final class JdbcLogins implements LoginRepository {
    private final Handle handle;

    JdbcLogins(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(Login login) {
        UserId actor = login.actor();
        handle.createUpdate("""
                        INSERT INTO login (id, user_id, tenant, device, address, created_at, last_used_at, expires_at,
                            revoked_at, actor)
                        VALUES (:id, :user, :tenant, :device, :address, :created, :used, :expires, :revoked, :actor)
                        """)
                .bind("id", login.id().value())
                .bind("user", login.user().value())
                .bind("tenant", login.tenant().value())
                .bind("device", login.client().device())
                .bind("address", login.client().address())
                .bind("created", Columns.micros(login.createdAt()))
                .bind("used", Columns.micros(login.lastUsedAt()))
                .bind("expires", Columns.micros(login.expiresAt()))
                .bind("revoked", Columns.microsOrNull(login.revokedAt()))
                .bind("actor", actor == null ? null : actor.value())
                .execute();
    }

    @Override
    public Optional<Login> find(UserId owner, LoginId id) {
        return Plain.first(
                handle,
                "SELECT * FROM login WHERE id = ? AND user_id = ?",
                JdbcLogins::login,
                id.value(),
                owner.value());
    }

    private static Login login(ResultSet row) throws SQLException {
        UUID actor = Columns.uuidOrNull(row, "actor");
        return new Login(
                new LoginId(Columns.uuid(row, "id")),
                new UserId(Columns.uuid(row, "user_id")),
                new TenantId(Columns.text(row, "tenant")),
                new ClientInfo(Columns.text(row, "device"), Columns.text(row, "address")),
                Columns.time(row, "created_at"),
                Columns.time(row, "last_used_at"),
                Columns.time(row, "expires_at"),
                Columns.timeOrNull(row, "revoked_at"),
                actor == null ? null : new UserId(actor));
    }

    @Override
    public List<Login> live(UserId owner, Instant now) {
        return handle.createQuery("""
                        SELECT * FROM login
                        WHERE user_id = :owner AND revoked_at IS NULL AND expires_at > :now
                        ORDER BY last_used_at DESC
                        """)
                .bind("owner", owner.value())
                .bind("now", Columns.micros(now))
                .map((row, context) -> login(row))
                .list();
    }

    @Override
    public List<Login> impersonations(UserId actor, Instant now) {
        return handle.createQuery("""
                        SELECT * FROM login WHERE actor = :actor AND revoked_at IS NULL AND expires_at > :now
                        """)
                .bind("actor", actor.value())
                .bind("now", Columns.micros(now))
                .map((row, context) -> login(row))
                .list();
    }

    @Override
    public List<LoginId> revokedSince(Instant time) {
        List<LoginId> revoked = handle.createQuery("SELECT id FROM login WHERE revoked_at >= :time")
                .bind("time", Columns.micros(time))
                .map((row, context) -> new LoginId(Columns.uuid(row, "id")))
                .list();
        revoked.addAll(new EndedLogins(handle).since(time));
        return revoked;
    }

    @Override
    public void touch(UserId owner, LoginId id, Instant usedAt, Instant expiresAt) {
        handle.createUpdate("""
                        UPDATE login SET last_used_at = :used, expires_at = :expires WHERE id = :id AND user_id = :owner
                        """)
                .bind("used", Columns.micros(usedAt))
                .bind("expires", Columns.micros(expiresAt))
                .bind("id", id.value())
                .bind("owner", owner.value())
                .execute();
    }

    @Override
    public boolean revoke(UserId owner, LoginId id, Instant at) {
        return handle.createUpdate("""
                        UPDATE login SET revoked_at = :at
                        WHERE id = :id AND user_id = :owner AND revoked_at IS NULL AND expires_at > :at
                        """)
                        .bind("at", Columns.micros(at))
                        .bind("id", id.value())
                        .bind("owner", owner.value())
                        .execute()
                == 1;
    }

    @Override
    public void insertToken(RefreshToken token) {
        handle.createUpdate("""
                        INSERT INTO refresh_token (hash, user_id, login_id, expires_at, used_at)
                        VALUES (:hash, :user, :login, :expires, :used)
                        """)
                .bind("hash", token.hash())
                .bind("user", token.user().value())
                .bind("login", token.login().value())
                .bind("expires", Columns.micros(token.expiresAt()))
                .bind("used", Columns.microsOrNull(token.usedAt()))
                .execute();
    }

    @Override
    public Optional<RefreshToken> findToken(String hash) {
        return handle.createQuery("SELECT * FROM refresh_token WHERE hash = :hash")
                .bind("hash", hash)
                .map((row, context) -> new RefreshToken(
                        hash,
                        new UserId(Columns.uuid(row, "user_id")),
                        new LoginId(Columns.uuid(row, "login_id")),
                        Columns.time(row, "expires_at"),
                        Columns.timeOrNull(row, "used_at")))
                .findOne();
    }

    @Override
    public void markUsed(String hash, Instant at) {
        handle.createUpdate("UPDATE refresh_token SET used_at = :at WHERE hash = :hash AND used_at IS NULL")
                .bind("at", Columns.micros(at))
                .bind("hash", hash)
                .execute();
    }

    /** Their tokens go with them: the foreign key cascades. */
    @Override
    public void deleteAll(UserId owner, Instant at) {
        new EndedLogins(handle).deleteLogins(owner, at);
    }

    @Override
    public int prune(Instant before) {
        long micros = Columns.micros(before);
        return handle.createUpdate("DELETE FROM refresh_token WHERE expires_at < :before")
                        .bind("before", micros)
                        .execute()
                + handle.createUpdate("DELETE FROM login WHERE expires_at < :before")
                        .bind("before", micros)
                        .execute();
    }
}
