package dev.chatagent.auth;

/** One thing that a caller may be allowed to do. Roles are sets of these; a route or method that needs none is public. */
public enum Permission {
    /** Read and change one's own profile and logins. */
    ACCOUNT_SELF,
    /** Have chats of one's own and talk to agents in them. */
    CHAT,
    /** See the health of each component. */
    HEALTH_DETAIL,
    /** See and change other people's accounts. */
    USERS_ADMIN
}
