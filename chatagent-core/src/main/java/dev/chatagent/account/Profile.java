package dev.chatagent.account;

/**
 * What people see of their own account.
 *
 * @param emailVerified whether they have shown that messages to their address arrive
 */
public record Profile(User user, boolean emailVerified) {}
