package dev.chatagent.storage.memory;

import dev.chatagent.account.ApiKey;
import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class InMemoryApiKeys implements ApiKeyRepository {
    private final Table<String, ApiKey> keys;
    private final EndedIds ended;

    InMemoryApiKeys(Table.Undo undo) {
        this.keys = new Table<>(undo);
        this.ended = new EndedIds(undo);
    }

    @Override
    public void insert(ApiKey key, String hash) {
        keys.put(hash, key);
    }

    @Override
    public Optional<ApiKey> findByHash(String hash) {
        return keys.get(hash);
    }

    @Override
    public List<ApiKey> list(UserId owner) {
        return keys.values()
                .filter(key -> key.user().equals(owner) && key.revokedAt() == null)
                .sorted(Comparator.comparing(ApiKey::createdAt).reversed())
                .toList();
    }

    private boolean change(UserId owner, LoginId id, @Nullable Instant usedAt, @Nullable Instant revokedAt) {
        Optional<String> hash = keys.keys()
                .filter(candidate -> keys.get(candidate)
                        .filter(key -> key.id().equals(id) && key.user().equals(owner) && key.revokedAt() == null)
                        .isPresent())
                .findFirst();
        hash.ifPresent(found -> {
            ApiKey old = keys.get(found).orElseThrow();
            keys.put(
                    found,
                    new ApiKey(
                            old.id(),
                            old.user(),
                            old.tenant(),
                            old.name(),
                            old.hint(),
                            old.scopes(),
                            old.createdAt(),
                            old.expiresAt(),
                            usedAt == null ? old.lastUsedAt() : usedAt,
                            revokedAt));
        });
        return hash.isPresent();
    }

    @Override
    public void touch(UserId owner, LoginId id, Instant usedAt) {
        change(owner, id, usedAt, null);
    }

    @Override
    public boolean revoke(UserId owner, LoginId id, Instant at) {
        return change(owner, id, null, at);
    }

    @Override
    public List<LoginId> revokedSince(Instant time) {
        Stream<LoginId> revoked = keys.values()
                .filter(key -> key.revokedAt() != null && !key.revokedAt().isBefore(time))
                .map(ApiKey::id);
        return Stream.concat(revoked, ended.since(time)).toList();
    }

    @Override
    public void deleteAll(UserId owner, Instant at) {
        ended.keep(
                keys.values()
                        .filter(key -> key.user().equals(owner))
                        .map(ApiKey::id)
                        .toList(),
                at);
        keys.removeIf((hash, key) -> key.user().equals(owner));
    }

    @Override
    public int prune(Instant before) {
        return keys.removeIf((hash, key) -> ended(key).isBefore(before));
    }

    private static Instant ended(ApiKey key) {
        Instant revokedAt = key.revokedAt();
        return revokedAt != null && revokedAt.isBefore(key.expiresAt()) ? revokedAt : key.expiresAt();
    }
}
