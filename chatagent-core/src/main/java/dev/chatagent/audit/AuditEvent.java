package dev.chatagent.audit;

import java.util.Locale;

/** What is written to the audit log; the names are those of the OWASP Logging Vocabulary where it has one. */
public enum AuditEvent {
    AUTHN_LOGIN_SUCCESS,
    AUTHN_LOGIN_FAIL,
    AUTHN_LOGIN_LOCK,
    AUTHN_LOGOUT,
    AUTHN_PASSWORD_CHANGE,
    AUTHN_PASSWORD_RESET_REQUESTED,
    AUTHN_PASSWORD_RESET,
    AUTHN_TOKEN_CREATED,
    AUTHN_TOKEN_REVOKED,
    AUTHN_TOKEN_REUSE,
    AUTHN_IMPERSONATION,
    AUTHN_SECOND_FACTOR_ADDED,
    AUTHN_SECOND_FACTOR_REMOVED,
    AUTHN_RECOVERY_CODE_USED,
    AUTHZ_FAIL,
    AUTHZ_ADMIN,
    AUTHZ_CHANGE,
    USER_CREATED,
    USER_UPDATED,
    USER_DELETED,
    USER_BANNED,
    USER_UNBANNED,
    USER_EMAIL_VERIFIED,
    SYS_KEY_ROTATED,
    SYS_BACKUP,
    SYS_AUDIT_PRUNED,
    SYS_SETUP;

    /** The name as it is stored and shown. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
