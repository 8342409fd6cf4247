package dev.chatagent.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The keys whose tokens are taken; the first one signs. Immutable. */
final class SigningKeys {
    /** As long as HMAC-SHA256's output (RFC 7518 section 3.2 asks for no less). */
    static final int SECRET_BYTES = 32;

    private static final int ID_BYTES = 8;

    private final List<SigningKey> keys;

    private SigningKeys(List<SigningKey> keys) {
        this.keys = keys;
    }

    /**
     * A ring of one key.
     *
     * @throws IllegalArgumentException when the secret is too short to be safe
     */
    static SigningKeys of(byte[] secret) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "The token signing key has " + secret.length + " bytes; it needs at least " + SECRET_BYTES
                            + ". Restore it from a backup, or delete it to have a new one made.");
        }
        return new SigningKeys(List.of(new SigningKey(id(secret), Algorithm.HMAC256(secret))));
    }

    /** One key; the id follows from the secret and does not give it away. */
    record SigningKey(String id, Algorithm algorithm) {}

    SigningKey current() {
        return keys.get(0);
    }

    /** Compares with what is there and looks nothing up, so an id from outside cannot point anywhere. */
    Optional<SigningKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private static String id(byte[] secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret);
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
