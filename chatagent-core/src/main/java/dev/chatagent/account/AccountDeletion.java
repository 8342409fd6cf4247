package dev.chatagent.account;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AuditEvent;
import dev.chatagent.audit.AuditRecord;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Deletes an account with everything of its owner, for good. Only the audit log keeps that an account of this id existed; it
 * holds neither names nor addresses of mail. Thread-safe.
 */
public final class AccountDeletion {
    private final AccountParts parts;
    private final Reauthentication reauthentication;
    private final UserAdministration administration;
    private final Revoker revoker;
    private final List<Belongings> belongings;

    AccountDeletion(
            AccountParts parts,
            Reauthentication reauthentication,
            UserAdministration administration,
            Revoker revoker,
            List<Belongings> belongings) {
        this.parts = parts;
        this.reauthentication = reauthentication;
        this.administration = administration;
        this.revoker = revoker;
        this.belongings = List.copyOf(belongings);
    }

    /**
     * Deletes the caller's own account.
     *
     * @throws dev.chatagent.error.ChatAgentException BAD_CREDENTIALS for a wrong password, CONFLICT for the last administrator
     */
    public void delete(Principal principal, String password) {
        principal.requireInPerson();
        reauthentication.require(principal, password);
        delete(principal, principal.user(), false);
    }

    /**
     * Deletes the account of somebody in the caller's tenant.
     *
     * @throws dev.chatagent.error.ChatAgentException NOT_FOUND, FORBIDDEN for power beyond the caller's own, CONFLICT for the
     *     last administrator
     */
    public void delete(Principal principal, UserId id) {
        principal.require(Permission.USERS_ADMIN);
        principal.requireInPerson();
        administration.get(principal, id);
        delete(principal, id, true);
    }

    private void delete(Principal principal, UserId id, boolean byAdministrator) {
        belongings.forEach(each -> each.stop(id));
        parts.storage().write(unit -> {
            administration.requireRemovable(unit, principal, id);
            revoker.everything(unit, id);
            belongings.forEach(each -> each.delete(unit, id));
            erase(unit, id);
            record(unit, principal, id, byAdministrator);
            return true;
        });
    }

    private void erase(UnitOfWork unit, UserId id) {
        Instant now = parts.clock().instant();
        unit.get(LoginRepository.class).deleteAll(id, now);
        unit.get(ApiKeyRepository.class).deleteAll(id, now);
        unit.get(SecondFactorRepository.class).delete(id);
        unit.get(KnownDeviceRepository.class).deleteAll(id);
        unit.get(OneTimeTokenRepository.class).deleteAll(id);
        unit.get(UserRepository.class).delete(id);
    }

    private void record(UnitOfWork unit, Principal principal, UserId id, boolean byAdministrator) {
        TenantId tenant = principal.tenant();
        AuditRecord record = new AuditRecord(AuditEvent.USER_DELETED, tenant, principal.actor(), id, "", Map.of());
        parts.audit().append(unit, record);
        if (byAdministrator) {
            parts.audit()
                    .alert(
                            unit,
                            Alert.Kind.ADMIN_CHANGE,
                            record,
                            "Administrator " + principal.actor() + " deleted " + id);
        }
    }
}
