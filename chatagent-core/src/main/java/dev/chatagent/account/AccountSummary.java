package dev.chatagent.account;

/** An account as administrators see it. */
public record AccountSummary(User user, boolean banned, boolean emailVerified) {}
