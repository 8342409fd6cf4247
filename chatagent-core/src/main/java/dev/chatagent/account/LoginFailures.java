package dev.chatagent.account;

import java.time.Instant;

/**
 * How often logging in failed in a row, for one account, address or device.
 *
 * @param key what is counted, hashed
 * @param blockedUntil no attempt is looked at before this time
 */
public record LoginFailures(String key, int count, Instant lastAt, Instant blockedUntil) {}
