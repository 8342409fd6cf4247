package dev.chatagent.jdbc;

import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

final class JdbcOneTimeTokens implements OneTimeTokenRepository {
    private final Handle handle;

    JdbcOneTimeTokens(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(OneTimeToken token) {
        UserId user = token.user();
        LoginId login = token.login();
        handle.createUpdate("""
                        INSERT INTO one_time_token (hash, purpose, user_id, login_id, expires_at)
                        VALUES (:hash, :purpose, :user, :login, :expires)
                        """)
                .bind("hash", token.hash())
                .bind("purpose", token.purpose().name())
                .bind("user", user == null ? null : user.value())
                .bind("login", login == null ? null : login.value())
                .bind("expires", Columns.micros(token.expiresAt()))
                .execute();
    }

    @Override
    public Optional<OneTimeToken> find(OneTimeToken.Purpose purpose, String hash, Instant now) {
        return handle.createQuery("""
                        SELECT * FROM one_time_token WHERE hash = :hash AND purpose = :purpose AND expires_at > :now
                        """)
                .bind("hash", hash)
                .bind("purpose", purpose.name())
                .bind("now", Columns.micros(now))
                .map((row, context) -> token(row))
                .findOne();
    }

    /** The delete decides who wins; the read before it only says what was won. */
    @Override
    public Optional<OneTimeToken> take(OneTimeToken.Purpose purpose, String hash, Instant now) {
        return find(purpose, hash, now)
                .filter(token -> handle.createUpdate("DELETE FROM one_time_token WHERE hash = :hash")
                                .bind("hash", hash)
                                .execute()
                        == 1);
    }

    private static OneTimeToken token(ResultSet row) throws SQLException {
        UUID user = Columns.uuidOrNull(row, "user_id");
        UUID login = Columns.uuidOrNull(row, "login_id");
        return new OneTimeToken(
                OneTimeToken.Purpose.valueOf(Columns.text(row, "purpose")),
                Columns.text(row, "hash"),
                user == null ? null : new UserId(user),
                login == null ? null : new LoginId(login),
                Columns.time(row, "expires_at"));
    }

    @Override
    public void clear(OneTimeToken.Purpose purpose) {
        handle.createUpdate("DELETE FROM one_time_token WHERE purpose = :purpose")
                .bind("purpose", purpose.name())
                .execute();
    }

    @Override
    public void clear(OneTimeToken.Purpose purpose, UserId owner) {
        handle.createUpdate("DELETE FROM one_time_token WHERE purpose = :purpose AND user_id = :owner")
                .bind("purpose", purpose.name())
                .bind("owner", owner.value())
                .execute();
    }

    @Override
    public void deleteAll(UserId owner) {
        handle.createUpdate("DELETE FROM one_time_token WHERE user_id = :owner")
                .bind("owner", owner.value())
                .execute();
    }

    @Override
    public int prune(Instant now) {
        return handle.createUpdate("DELETE FROM one_time_token WHERE expires_at <= :now")
                .bind("now", Columns.micros(now))
                .execute();
    }
}
