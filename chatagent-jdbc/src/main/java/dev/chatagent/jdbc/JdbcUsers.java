package dev.chatagent.jdbc;

import dev.chatagent.account.Credential;
import dev.chatagent.account.Email;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

final class JdbcUsers implements UserRepository {
    private final Handle handle;

    JdbcUsers(Handle handle) {
        this.handle = handle;
    }

    @Override
    public boolean insert(User user, String passwordHash) {
        Email email = new Email(user.email());
        return handle.createUpdate("""
                        INSERT INTO users (id, tenant, email, email_key, display_name, name_key, roles, password_hash,
                            created_at)
                        SELECT :id, :tenant, :email, :key, :name, :nameKey, :roles, :hash, :created
                        WHERE NOT EXISTS (SELECT 1 FROM users WHERE tenant = :tenant AND email_key = :key)
                        """)
                        .bind("id", user.id().value())
                        .bind("tenant", user.tenant().value())
                        .bind("email", user.email())
                        .bind("key", email.key())
                        .bind("name", user.displayName())
                        .bind("nameKey", lower(user.displayName()))
                        .bind("roles", String.join(",", user.roles()))
                        .bind("hash", passwordHash)
                        .bind("created", Columns.micros(user.createdAt()))
                        .execute()
                == 1;
    }

    @Override
    public Optional<User> find(UserId id) {
        return Plain.first(handle, "SELECT * FROM users WHERE id = ?", JdbcUsers::user, id.value());
    }

    @Override
    public Optional<Credential> credential(UserId id) {
        return Plain.first(handle, "SELECT * FROM users WHERE id = ?", JdbcUsers::credential, id.value());
    }

    /** For searching: not every database knows more letters than those of English. */
    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Credential credential(ResultSet row) throws SQLException {
        return new Credential(
                user(row),
                Columns.text(row, "password_hash"),
                row.getBoolean("banned"),
                row.getBoolean("email_verified"));
    }

    @Override
    public Optional<Credential> findByEmail(TenantId tenant, Email email) {
        return handle.createQuery("SELECT * FROM users WHERE tenant = :tenant AND email_key = :key")
                .bind("tenant", tenant.value())
                .bind("key", email.key())
                .map((row, context) -> credential(row))
                .findOne();
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                new UserId(Columns.uuid(row, "id")),
                Columns.text(row, "email"),
                Columns.text(row, "display_name"),
                List.of(Columns.text(row, "roles").split(",", -1)),
                new TenantId(Columns.text(row, "tenant")),
                Columns.time(row, "created_at"));
    }

    @Override
    public boolean updateDisplayName(UserId id, String displayName) {
        return handle.createUpdate("UPDATE users SET display_name = :name, name_key = :key WHERE id = :id")
                        .bind("name", displayName)
                        .bind("key", lower(displayName))
                        .bind("id", id.value())
                        .execute()
                == 1;
    }

    @Override
    public boolean updatePasswordHash(UserId id, String passwordHash) {
        return handle.createUpdate("UPDATE users SET password_hash = :hash WHERE id = :id")
                        .bind("hash", passwordHash)
                        .bind("id", id.value())
                        .execute()
                == 1;
    }

    @Override
    public boolean updateRoles(TenantId tenant, UserId id, List<String> roles) {
        return handle.createUpdate("UPDATE users SET roles = :roles WHERE id = :id AND tenant = :tenant")
                        .bind("roles", String.join(",", roles))
                        .bind("id", id.value())
                        .bind("tenant", tenant.value())
                        .execute()
                == 1;
    }

    @Override
    public boolean updateBanned(TenantId tenant, UserId id, boolean banned) {
        return handle.createUpdate("UPDATE users SET banned = :banned WHERE id = :id AND tenant = :tenant")
                        .bind("banned", banned)
                        .bind("id", id.value())
                        .bind("tenant", tenant.value())
                        .execute()
                == 1;
    }

    @Override
    public boolean markEmailVerified(UserId id) {
        return handle.createUpdate("UPDATE users SET email_verified = TRUE WHERE id = :id")
                        .bind("id", id.value())
                        .execute()
                == 1;
    }

    /** The text as a pattern that stands for itself alone. */
    private static String escaped(String text) {
        return text.replaceAll("[!%_]", "!$0");
    }

    @Override
    public int countWithRole(TenantId tenant, String role) {
        return handle.createQuery("""
                        SELECT COUNT(*) FROM users
                        WHERE tenant = :tenant AND NOT banned AND ',' || roles || ',' LIKE :role ESCAPE '!'
                        """)
                .bind("tenant", tenant.value())
                .bind("role", "%," + escaped(role) + ",%")
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public List<Credential> list(TenantId tenant, String search, Optional<ListPosition> after, int limit) {
        return handle.createQuery("""
                        SELECT * FROM users
                        WHERE tenant = :tenant
                          AND (email_key LIKE :search ESCAPE '!' OR name_key LIKE :search ESCAPE '!')
                          AND created_at <= :time AND (created_at < :time OR id < :id)
                        ORDER BY tenant, created_at DESC, id DESC
                        LIMIT :limit
                        """)
                .bind("tenant", tenant.value())
                .bind("search", "%" + escaped(lower(search)) + "%")
                .bind(
                        "time",
                        after.map(position -> Columns.micros(position.createdAt()))
                                .orElse(Long.MAX_VALUE))
                .bind("id", after.map(position -> position.id().value()).orElse(new UUID(0, 0)))
                .bind("limit", limit)
                .map((row, context) -> credential(row))
                .list();
    }

    @Override
    public boolean delete(UserId id) {
        return handle.createUpdate("DELETE FROM users WHERE id = :id")
                        .bind("id", id.value())
                        .execute()
                == 1;
    }

    @Override
    public boolean anyWithRole(String role) {
        return handle.createQuery("SELECT 1 FROM users WHERE ',' || roles || ',' LIKE :role ESCAPE '!' LIMIT 1")
                .bind("role", "%," + escaped(role) + ",%")
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }
}
