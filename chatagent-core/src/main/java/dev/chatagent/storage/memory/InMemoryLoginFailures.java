package dev.chatagent.storage.memory;

import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginFailures;
import java.time.Instant;
import java.util.Optional;

final class InMemoryLoginFailures implements LoginFailureRepository {
    private final Table<String, LoginFailures> failures;

    InMemoryLoginFailures(Table.Undo undo) {
        this.failures = new Table<>(undo);
    }

    @Override
    public Optional<LoginFailures> find(String key) {
        return failures.get(key);
    }

    @Override
    public void put(LoginFailures counted) {
        failures.put(counted.key(), counted);
    }

    @Override
    public void delete(String key) {
        failures.remove(key);
    }

    @Override
    public int prune(Instant before) {
        return failures.removeIf((key, counted) -> counted.lastAt().isBefore(before));
    }
}
