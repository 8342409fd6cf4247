package dev.chatagent.config;

import java.util.List;

/**
 * Something the runtime decided by itself at start, for the start-up report.
 *
 * @param subject what was decided, e.g. {@code environment}
 * @param outcome what it came to; never a secret
 * @param reason why
 * @param variable the environment variable that changes it
 */
public record Decision(String subject, String outcome, String reason, String variable) {

    /** All of them, for a log: a line each, with what changes it. */
    public static String report(List<Decision> decisions) {
        StringBuilder block = new StringBuilder("Decided at start:");
        for (Decision decision : decisions) {
            block.append(String.format(
                    "%n  %-12s %-40s (%s; change with %s)",
                    decision.subject, decision.outcome, decision.reason, decision.variable));
        }
        return block.toString();
    }
}
