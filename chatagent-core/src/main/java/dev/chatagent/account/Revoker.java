package dev.chatagent.account;

import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
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

    /**
     * Ends a login, and with it those of others through which its owner acts as them.
     *
     * @return whether it was live until now
     */
    boolean login(UnitOfWork unit, UserId owner, LoginId id) {
        boolean ended = end(unit, owner, id);
        if (ended) {
            unit.get(LoginRepository.class)
                    .impersonations(owner, clock.instant())
                    .forEach(login -> end(unit, login.user(), login.id()));
        }
        return ended;
    }

    private boolean end(UnitOfWork unit, UserId owner, LoginId id) {
        boolean ended = unit.get(LoginRepository.class).revoke(owner, id, clock.instant());
        if (ended) {
            unit.afterCommit(() -> authenticator.revoked(id));
        }
        return ended;
    }

    /**
     * For calls that change who may do what: what the caller came with was good when the call began, and may have been ended
     * since. Inside a unit that writes, no other can end it meanwhile.
     *
     * @throws ChatAgentException INVALID_TOKEN
     */
    void requireLive(UnitOfWork unit, Principal principal) {
        Instant now = clock.instant();
        boolean live = principal.means() == Principal.Means.API_KEY
                ? unit.get(ApiKeyRepository.class).list(principal.user()).stream()
                        .anyMatch(key -> key.id().equals(principal.login()) && key.live(now))
                : unit.get(LoginRepository.class)
                        .find(principal.user(), principal.login())
                        .filter(login -> login.live(now))
                        .isPresent();
        if (!live) {
            throw Authenticator.invalidToken();
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
