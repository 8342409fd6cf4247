package dev.chatagent.auth;

import java.time.Instant;

/**
 * A key that signs access tokens, as it is stored.
 *
 * @param id the {@code kid} of its tokens; random, says nothing
 * @param algorithm e.g. {@code HS256}
 * @param sealed the key itself, sealed by {@link SecretBox}
 * @param retiresAt when its last token is dead; far away while it signs
 */
public record SigningKeyRecord(String id, String algorithm, String sealed, Instant createdAt, Instant retiresAt) {
    /** Never the key. */
    @Override
    public String toString() {
        return "SigningKeyRecord[" + id + "]";
    }
}
