package dev.chatagent.storage.memory;

import dev.chatagent.account.SecondFactor;
import dev.chatagent.account.SecondFactorRepository;
import dev.chatagent.id.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class InMemorySecondFactors implements SecondFactorRepository {
    private final Table<UUID, SecondFactor> factors;
    private final Table<String, UserId> codes;

    InMemorySecondFactors(Table.Undo undo) {
        this.factors = new Table<>(undo);
        this.codes = new Table<>(undo);
    }

    @Override
    public void put(UserId owner, SecondFactor factor) {
        factors.put(owner.value(), factor);
    }

    @Override
    public Optional<SecondFactor> find(UserId owner) {
        return factors.get(owner.value());
    }

    @Override
    public boolean advance(UserId owner, long step) {
        Optional<SecondFactor> older = find(owner).filter(factor -> factor.lastStep() < step);
        older.ifPresent(factor -> put(owner, new SecondFactor(factor.sealed(), factor.confirmed(), step)));
        return older.isPresent();
    }

    @Override
    public void confirm(UserId owner) {
        find(owner).ifPresent(factor -> put(owner, new SecondFactor(factor.sealed(), true, factor.lastStep())));
    }

    @Override
    public boolean delete(UserId owner) {
        codes.removeIf((code, user) -> user.equals(owner));
        return factors.remove(owner.value());
    }

    private static String key(UserId owner, String hash) {
        return owner + " " + hash;
    }

    @Override
    public void putRecoveryCodes(UserId owner, List<String> hashes) {
        codes.removeIf((code, user) -> user.equals(owner));
        hashes.forEach(hash -> codes.put(key(owner, hash), owner));
    }

    @Override
    public boolean takeRecoveryCode(UserId owner, String hash) {
        return codes.remove(key(owner, hash));
    }

    @Override
    public int recoveryCodes(UserId owner) {
        return (int) codes.values().filter(owner::equals).count();
    }
}
