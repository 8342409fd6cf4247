package dev.chatagent.account;

import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.storage.UnitOfWork;
import java.util.List;

/** A person's logins: where they are logged in, and ending that. Thread-safe. */
public final class LoginSessions {
    private final AccountParts parts;
    private final Revoker revoker;

    LoginSessions(AccountParts parts, Revoker revoker) {
        this.parts = parts;
        this.revoker = revoker;
    }

    /** The caller's live logins, last used first. */
    public List<Login> list(Principal principal) {
        principal.require(Permission.ACCOUNT_SELF);
        return parts.storage().read(unit -> unit.get(LoginRepository.class)
                .live(principal.user(), parts.clock().instant()));
    }

    /**
     * Ends one of the caller's logins: refused from the next request on, and its connections are closed.
     *
     * @throws ChatAgentException NOT_FOUND when there is none of that id among the caller's own
     */
    public void end(Principal principal, LoginId id) {
        principal.require(Permission.ACCOUNT_SELF);
        if (!id.equals(principal.login())) {
            refuseImpersonation(principal);
        }
        parts.storage().write(unit -> {
            if (!revoker.login(unit, principal.user(), id)) {
                throw ChatAgentException.notFound();
            }
            audit(unit, principal);
            return true;
        });
    }

    /** Who acts for somebody does not send them away. */
    private static void refuseImpersonation(Principal principal) {
        if (principal.means() == Principal.Means.IMPERSONATION) {
            principal.requireInPerson();
        }
    }

    /**
     * Ends the login of the call itself.
     *
     * @throws ChatAgentException FORBIDDEN for an API key, which has none
     */
    public void logout(Principal principal) {
        if (principal.means() == Principal.Means.API_KEY) {
            throw new ChatAgentException(ErrorCode.FORBIDDEN, "An API key is not logged in; revoke it instead.");
        }
        parts.storage().write(unit -> {
            revoker.login(unit, principal.user(), principal.login());
            audit(unit, principal);
            return true;
        });
    }

    /** Ends all of the caller's logins but this one; answers how many. */
    public int endOthers(Principal principal) {
        principal.require(Permission.ACCOUNT_SELF);
        refuseImpersonation(principal);
        return parts.storage().write(unit -> {
            audit(unit, principal);
            return revoker.otherLogins(unit, principal.user(), principal.login());
        });
    }

    /** Ends all of the caller's logins; answers how many. */
    public int endAll(Principal principal) {
        principal.require(Permission.ACCOUNT_SELF);
        refuseImpersonation(principal);
        return parts.storage().write(unit -> {
            audit(unit, principal);
            return revoker.logins(unit, principal.user());
        });
    }

    private void audit(UnitOfWork unit, Principal principal) {
        parts.audit()
                .append(
                        unit,
                        new AuditRecord(
                                AuditEvent.AUTHN_LOGOUT,
                                principal.tenant(),
                                principal.actor(),
                                principal.user(),
                                "",
                                java.util.Map.of()));
    }
}
