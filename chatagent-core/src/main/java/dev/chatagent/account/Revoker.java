package dev.chatagent.account;

import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Instant;

/** Ends logins and API keys inside the caller's unit; once it is durable they are refused and their connections closed. */
final class Revoker {
    private final Authenticator authenticator;
    private final Clock clock;

    Revoker(Authenticator authenticator, Clock clock) {
        this.authenticator = authenticator;
        this.clock = clock;
    }

    /** @return whether it was live until now */
    boolean login(UnitOfWork unit, UserId owner, LoginId id) {
        boolean ended = unit.get(LoginRepository.class).revoke(owner, id, clock.instant());
        if (ended) {
            unit.afterCommit(() -> authenticator.revoked(id));
        }
        return ended;
    }

    /**
     * For what outlives the login that asks for it: the login must not have ended since the call was let in.
     *
     * @throws ChatAgentException INVALID_TOKEN
     */
    void requireLive(UnitOfWork unit, Principal principal) {
        boolean live = unit.get(LoginRepository.class)
                .find(principal.user(), principal.login())
                .filter(login -> login.live(clock.instant()))
                .isPresent();
        if (!live) {
            throw new ChatAgentException(ErrorCode.INVALID_TOKEN, "The session has ended. Log in again.");
        }
    }

    /** @return whether it was live until now */
    boolean apiKey(UnitOfWork unit, UserId owner, LoginId id) {
        boolean ended = unit.get(ApiKeyRepository.class).revoke(owner, id, clock.instant());
        if (ended) {
            unit.afterCommit(() -> authenticator.revoked(id));
        }
        return ended;
    }

    /** Ends every login of the owner but the one to keep; answers how many. */
    int otherLogins(UnitOfWork unit, UserId owner, LoginId keep) {
        Instant now = clock.instant();
        int ended = 0;
        for (Login login : unit.get(LoginRepository.class).live(owner, now)) {
            if (!login.id().equals(keep) && login(unit, owner, login.id())) {
                ended++;
            }
        }
        return ended;
    }

    /** Ends every login of the owner; answers how many. */
    int logins(UnitOfWork unit, UserId owner) {
        int ended = 0;
        for (Login login : unit.get(LoginRepository.class).live(owner, clock.instant())) {
            if (login(unit, owner, login.id())) {
                ended++;
            }
        }
        return ended;
    }

    /** Ends every login and every API key of the owner. */
    void everything(UnitOfWork unit, UserId owner) {
        logins(unit, owner);
        for (ApiKey key : unit.get(ApiKeyRepository.class).list(owner)) {
            apiKey(unit, owner, key.id());
        }
    }
}
