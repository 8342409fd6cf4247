package dev.chatagent.storage.memory;

import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Optional;

final class InMemoryOneTimeTokens implements OneTimeTokenRepository {
    private final Table<String, OneTimeToken> tokens;

    InMemoryOneTimeTokens(Table.Undo undo) {
        this.tokens = new Table<>(undo);
    }

    @Override
    public void insert(OneTimeToken token) {
        tokens.put(token.hash(), token);
    }

    @Override
    public Optional<OneTimeToken> find(OneTimeToken.Purpose purpose, String hash, Instant now) {
        return tokens.get(hash).filter(token -> token.purpose() == purpose && now.isBefore(token.expiresAt()));
    }

    @Override
    public Optional<OneTimeToken> take(OneTimeToken.Purpose purpose, String hash, Instant now) {
        Optional<OneTimeToken> found = find(purpose, hash, now);
        found.ifPresent(token -> tokens.remove(hash));
        return found;
    }

    @Override
    public void clear(OneTimeToken.Purpose purpose) {
        tokens.removeIf((hash, token) -> token.purpose() == purpose);
    }

    @Override
    public void clear(OneTimeToken.Purpose purpose, UserId owner) {
        tokens.removeIf((hash, token) -> token.purpose() == purpose && owner.equals(token.user()));
    }

    @Override
    public void deleteAll(UserId owner) {
        tokens.removeIf((hash, token) -> owner.equals(token.user()));
    }

    @Override
    public int prune(Instant now) {
        return tokens.removeIf((hash, token) -> !now.isBefore(token.expiresAt()));
    }
}
