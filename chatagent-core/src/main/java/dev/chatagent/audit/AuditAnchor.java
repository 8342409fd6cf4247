package dev.chatagent.audit;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place and hash of the last row that was deleted on purpose. It stands in a row of the chain itself: whoever deletes more
 * cannot write one that fits.
 */
record AuditAnchor(long through, String hash) {
    private static final Pattern DETAIL =
            Pattern.compile("\\{\"hash\":\"([0-9a-f]+)\",\"through\":\"([0-9]{1,18})\"\\}");

    static AuditAnchor of(AuditEntry last) {
        return new AuditAnchor(last.no(), last.hash());
    }

    Map<String, String> detail() {
        return Map.of("through", Long.toString(through), "hash", hash);
    }

    /** The anchor in that row, if it has one. */
    static Optional<AuditAnchor> in(AuditEntry row) {
        Matcher detail = DETAIL.matcher(row.detail());
        return row.event().equals(AuditEvent.SYS_AUDIT_PRUNED.wireName()) && detail.matches()
                ? Optional.of(new AuditAnchor(Long.parseLong(detail.group(2)), detail.group(1)))
                : Optional.empty();
    }

    /** The deleted row as far as the next one builds on it. */
    AuditEntry stub(AuditEntry next) {
        return new AuditEntry(through, next.time(), "", next.tenant(), null, null, "", "", hash);
    }
}
