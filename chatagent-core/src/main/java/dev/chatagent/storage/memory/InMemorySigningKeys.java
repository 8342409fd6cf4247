package dev.chatagent.storage.memory;

import dev.chatagent.auth.SigningKeyRecord;
import dev.chatagent.auth.SigningKeyRepository;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

final class InMemorySigningKeys implements SigningKeyRepository {
    private final Table<String, SigningKeyRecord> keys;

    InMemorySigningKeys(Table.Undo undo) {
        this.keys = new Table<>(undo);
    }

    @Override
    public void insert(SigningKeyRecord key) {
        keys.put(key.id(), key);
    }

    @Override
    public List<SigningKeyRecord> all() {
        return keys.values()
                .sorted(Comparator.comparing(SigningKeyRecord::createdAt)
                        .thenComparing(SigningKeyRecord::id)
                        .reversed())
                .toList();
    }

    @Override
    public void retireOthers(String id, Instant at) {
        all().stream()
                .filter(key -> !key.id().equals(id) && key.retiresAt().isAfter(at))
                .forEach(key -> keys.put(
                        key.id(), new SigningKeyRecord(key.id(), key.algorithm(), key.sealed(), key.createdAt(), at)));
    }

    @Override
    public int prune(Instant now) {
        return keys.removeIf((id, key) -> !now.isBefore(key.retiresAt()));
    }
}
