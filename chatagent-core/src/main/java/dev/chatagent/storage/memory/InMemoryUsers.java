package dev.chatagent.storage.memory;

import dev.chatagent.account.Credential;
import dev.chatagent.account.Email;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.util.Optional;
import java.util.UUID;

final class InMemoryUsers implements UserRepository {
    private final Table<UUID, Credential> users;
    private final Table<String, UserId> byEmail;

    InMemoryUsers(Table.Undo undo) {
        this.users = new Table<>(undo);
        this.byEmail = new Table<>(undo);
    }

    @Override
    public boolean insert(User user, String passwordHash) {
        String key = key(user.tenant(), new Email(user.email()));
        if (byEmail.get(key).isPresent()) {
            return false;
        }
        byEmail.put(key, user.id());
        users.put(user.id().value(), new Credential(user, passwordHash));
        return true;
    }

    private static String key(TenantId tenant, Email email) {
        return tenant + " " + email.key();
    }

    @Override
    public Optional<User> find(UserId id) {
        return users.get(id.value()).map(Credential::user);
    }

    @Override
    public Optional<Credential> findByEmail(TenantId tenant, Email email) {
        return byEmail.get(key(tenant, email)).flatMap(id -> users.get(id.value()));
    }

    @Override
    public boolean updateDisplayName(UserId id, String displayName) {
        Optional<Credential> found = users.get(id.value());
        found.ifPresent(credential -> {
            User user = credential.user();
            User renamed = new User(id, user.email(), displayName, user.roles(), user.tenant(), user.createdAt());
            users.put(id.value(), new Credential(renamed, credential.passwordHash()));
        });
        return found.isPresent();
    }

    @Override
    public boolean updatePasswordHash(UserId id, String passwordHash) {
        Optional<Credential> found = users.get(id.value());
        found.ifPresent(credential -> users.put(id.value(), new Credential(credential.user(), passwordHash)));
        return found.isPresent();
    }

    @Override
    public boolean anyWithRole(String role) {
        return users.values().anyMatch(credential -> credential.user().roles().contains(role));
    }
}
