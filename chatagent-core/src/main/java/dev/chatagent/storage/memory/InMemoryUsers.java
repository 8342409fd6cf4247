package dev.chatagent.storage.memory;

import dev.chatagent.account.Credential;
import dev.chatagent.account.Email;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

final class InMemoryUsers implements UserRepository {
    private static final Comparator<ListPosition> NEWEST_FIRST = Comparator.comparing(ListPosition::createdAt)
            .thenComparing(position -> position.id().toString())
            .reversed();

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
        users.put(user.id().value(), new Credential(user, passwordHash, false, false));
        return true;
    }

    private static String key(TenantId tenant, Email email) {
        return tenant + " " + email.key();
    }

    @Override
    public Optional<User> find(UserId id) {
        return credential(id).map(Credential::user);
    }

    @Override
    public Optional<Credential> credential(UserId id) {
        return users.get(id.value());
    }

    @Override
    public Optional<Credential> findByEmail(TenantId tenant, Email email) {
        return byEmail.get(key(tenant, email)).flatMap(this::credential);
    }

    private boolean update(UserId id, UnaryOperator<Credential> change) {
        Optional<Credential> found = credential(id);
        found.ifPresent(credential -> users.put(id.value(), change.apply(credential)));
        return found.isPresent();
    }

    private boolean updateIn(TenantId tenant, UserId id, UnaryOperator<Credential> change) {
        boolean there = find(id).filter(user -> user.tenant().equals(tenant)).isPresent();
        return there && update(id, change);
    }

    private static Credential withUser(Credential old, String displayName, List<String> roles) {
        User user = old.user();
        User changed = new User(user.id(), user.email(), displayName, roles, user.tenant(), user.createdAt());
        return new Credential(changed, old.passwordHash(), old.banned(), old.emailVerified());
    }

    @Override
    public boolean updateDisplayName(UserId id, String displayName) {
        return update(id, old -> withUser(old, displayName, old.user().roles()));
    }

    @Override
    public boolean updatePasswordHash(UserId id, String passwordHash) {
        return update(id, old -> new Credential(old.user(), passwordHash, old.banned(), old.emailVerified()));
    }

    @Override
    public boolean updateRoles(TenantId tenant, UserId id, List<String> roles) {
        return updateIn(tenant, id, old -> withUser(old, old.user().displayName(), roles));
    }

    @Override
    public boolean updateBanned(TenantId tenant, UserId id, boolean banned) {
        return updateIn(tenant, id, old -> new Credential(old.user(), old.passwordHash(), banned, old.emailVerified()));
    }

    @Override
    public boolean markEmailVerified(UserId id) {
        return update(id, old -> new Credential(old.user(), old.passwordHash(), old.banned(), true));
    }

    @Override
    public boolean delete(UserId id) {
        find(id).ifPresent(user -> byEmail.remove(key(user.tenant(), new Email(user.email()))));
        return users.remove(id.value());
    }

    @Override
    public boolean anyWithRole(String role) {
        return users.values().anyMatch(credential -> credential.user().roles().contains(role));
    }

    @Override
    public int countWithRole(TenantId tenant, String role) {
        return (int) users.values()
                .filter(credential -> credential.user().tenant().equals(tenant)
                        && !credential.banned()
                        && credential.user().roles().contains(role))
                .count();
    }

    @Override
    public List<Credential> list(TenantId tenant, String search, Optional<ListPosition> after, int limit) {
        String wanted = search.toLowerCase(Locale.ROOT);
        return users.values()
                .filter(credential -> credential.user().tenant().equals(tenant))
                .filter(credential -> holds(credential.user().email(), wanted)
                        || holds(credential.user().displayName(), wanted))
                .filter(credential -> after.filter(
                                position -> NEWEST_FIRST.compare(position(credential), position) <= 0)
                        .isEmpty())
                .sorted(Comparator.comparing(InMemoryUsers::position, NEWEST_FIRST))
                .limit(limit)
                .toList();
    }

    private static boolean holds(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part);
    }

    private static ListPosition position(Credential credential) {
        return new ListPosition(credential.user().createdAt(), credential.user().id());
    }
}
