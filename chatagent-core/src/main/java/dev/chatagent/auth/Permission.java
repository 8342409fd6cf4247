package dev.chatagent.auth;

/**
 * One thing that a caller may be allowed to do. Roles are sets of these, and so are the scopes of API keys; a route or method
 * that needs none is public.
 */
public enum Permission {
    /** Read and change one's own profile and logins. */
    ACCOUNT_SELF,
    /** Have chats of one's own and talk to agents in them. */
    CHAT,
    /** See the health of each component, and the metrics. */
    HEALTH_DETAIL,
    /** See and change other people's accounts in one's own tenant. */
    USERS_ADMIN,
    /** Act as another person of one's own tenant, for a short time and on the record. */
    USERS_IMPERSONATE,
    /** Read and verify the audit log. */
    AUDIT_READ,
    /** Rotate the keys that sign tokens. */
    KEYS_ADMIN,
    /** See the backups there are and make one. Nobody gets to read one over the network. */
    BACKUPS_ADMIN
}
