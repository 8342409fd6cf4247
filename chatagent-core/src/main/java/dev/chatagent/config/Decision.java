package dev.chatagent.config;

/**
 * Something the runtime decided by itself at start, for the start-up report.
 *
 * @param subject what was decided, e.g. {@code environment}
 * @param outcome what it came to; never a secret
 * @param reason why
 * @param variable the environment variable that changes it
 */
public record Decision(String subject, String outcome, String reason, String variable) {}
