package dev.chatagent.account;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Adding an account, whoever does it. */
final class NewUsers {
    private NewUsers() {}

    /** @throws ChatAgentException EMAIL_TAKEN */
    static User insert(
            AccountParts parts,
            UnitOfWork unit,
            Registration registration,
            String passwordHash,
            List<String> roles,
            TenantId tenant) {
        Email email = registration.email();
        String name = registration.displayName().isBlank()
                ? DisplayNames.fallback(email)
                : DisplayNames.accept(registration.displayName());
        User user = new User(
                new UserId(parts.ids().next()),
                email.text(),
                name,
                roles,
                tenant,
                parts.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        if (!unit.get(UserRepository.class).insert(user, passwordHash)) {
            throw new ChatAgentException(
                    ErrorCode.EMAIL_TAKEN, "There is an account with this address already. Log in instead.");
        }
        return user;
    }
}
