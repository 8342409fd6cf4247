package dev.chatagent.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How rows hang together: HMAC-SHA256 over the hash before and every field, each with its length in front, so that no two
 * rows have the same text. Keyed, so that who can write the database cannot forge a chain. Thread-safe.
 */
final class AuditChain {
    private final SecretKeySpec key;

    AuditChain(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    AuditEntry next(Optional<AuditEntry> last, AuditRecord record, Instant time) {
        AuditEntry unhashed = new AuditEntry(
                last.map(AuditEntry::no).orElse(0L) + 1,
                time,
                record.event().wireName(),
                record.tenant(),
                record.actor(),
                record.subject(),
                record.address(),
                json(record.detail()),
                "");
        return hashed(unhashed, hash(last, unhashed));
    }

    boolean follows(Optional<AuditEntry> last, AuditEntry row) {
        boolean placed = row.no() == last.map(AuditEntry::no).orElse(0L) + 1;
        return placed && MessageDigest.isEqual(bytes(hash(last, row)), bytes(row.hash()));
    }

    private static AuditEntry hashed(AuditEntry row, String hash) {
        return new AuditEntry(
                row.no(),
                row.time(),
                row.event(),
                row.tenant(),
                row.actor(),
                row.subject(),
                row.address(),
                row.detail(),
                hash);
    }

    private String hash(Optional<AuditEntry> last, AuditEntry row) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            add(mac, last.map(AuditEntry::hash).orElse(""));
            add(mac, Long.toString(row.no()));
            add(mac, row.time().toString());
            add(mac, row.event());
            add(mac, row.tenant().value());
            add(mac, row.actor() == null ? "" : row.actor().toString());
            add(mac, row.subject() == null ? "" : row.subject().toString());
            add(mac, row.address());
            add(mac, row.detail());
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }

    private static void add(Mac mac, String field) {
        byte[] text = bytes(field);
        mac.update(bytes(text.length + ":"));
        mac.update(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Keys and values are words of ours: nothing needs escaping but what an attacker might get in. */
    private static String json(Map<String, String> detail) {
        StringBuilder json = new StringBuilder("{");
        new TreeMap<>(detail).forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            json.append('"')
                    .append(plain(name))
                    .append("\":\"")
                    .append(plain(value))
                    .append('"');
        });
        return json.append('}').toString();
    }

    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9 _.:,@/+-]", "?");
    }
}
