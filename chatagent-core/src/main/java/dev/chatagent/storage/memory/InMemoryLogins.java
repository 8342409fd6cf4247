package dev.chatagent.storage.memory;

import dev.chatagent.account.Login;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.RefreshToken;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

final class InMemoryLogins implements LoginRepository {
    private final Table<UUID, Login> logins;
    private final Table<String, RefreshToken> tokens;
    private final EndedIds ended;

    InMemoryLogins(Table.Undo undo) {
        this.logins = new Table<>(undo);
        this.tokens = new Table<>(undo);
        this.ended = new EndedIds(undo);
    }

    @Override
    public void insert(Login login) {
        logins.put(login.id().value(), login);
    }

    @Override
    public Optional<Login> find(UserId owner, LoginId id) {
        return logins.get(id.value()).filter(login -> login.user().equals(owner));
    }

    @Override
    public List<Login> live(UserId owner, Instant now) {
        return logins.values()
                .filter(login -> login.user().equals(owner) && login.live(now))
                .sorted(Comparator.comparing(Login::lastUsedAt).reversed())
                .toList();
    }

    @Override
    public List<Login> impersonations(UserId actor, Instant now) {
        return logins.values()
                .filter(login -> actor.equals(login.actor()) && login.live(now))
                .toList();
    }

    @Override
    public List<LoginId> revokedSince(Instant time) {
        Stream<LoginId> revoked = logins.values()
                .filter(login -> login.revokedAt() != null && !login.revokedAt().isBefore(time))
                .map(Login::id);
        return Stream.concat(revoked, ended.since(time)).toList();
    }

    @Override
    public void touch(UserId owner, LoginId id, Instant usedAt, Instant expiresAt) {
        find(owner, id)
                .ifPresent(login -> logins.put(
                        id.value(),
                        new Login(
                                id,
                                owner,
                                login.tenant(),
                                login.client(),
                                login.createdAt(),
                                usedAt,
                                expiresAt,
                                login.revokedAt(),
                                login.actor())));
    }

    @Override
    public boolean revoke(UserId owner, LoginId id, Instant at) {
        Optional<Login> live = find(owner, id).filter(login -> login.live(at));
        live.ifPresent(login -> logins.put(
                id.value(),
                new Login(
                        id,
                        owner,
                        login.tenant(),
                        login.client(),
                        login.createdAt(),
                        login.lastUsedAt(),
                        login.expiresAt(),
                        at,
                        login.actor())));
        return live.isPresent();
    }

    @Override
    public void insertToken(RefreshToken token) {
        tokens.put(token.hash(), token);
    }

    @Override
    public Optional<RefreshToken> findToken(String hash) {
        return tokens.get(hash);
    }

    @Override
    public void markUsed(String hash, Instant at) {
        tokens.get(hash)
                .filter(token -> token.usedAt() == null)
                .ifPresent(token ->
                        tokens.put(hash, new RefreshToken(hash, token.user(), token.login(), token.expiresAt(), at)));
    }

    @Override
    public void deleteAll(UserId owner, Instant at) {
        ended.keep(
                logins.values()
                        .filter(login -> login.user().equals(owner))
                        .map(Login::id)
                        .toList(),
                at);
        tokens.removeIf((hash, token) -> token.user().equals(owner));
        logins.removeIf((id, login) -> login.user().equals(owner));
    }

    @Override
    public int prune(Instant before) {
        return tokens.removeIf((hash, token) -> token.expiresAt().isBefore(before))
                + logins.removeIf((id, login) -> login.expiresAt().isBefore(before));
    }
}
