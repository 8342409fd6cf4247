package dev.chatagent.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A secret that signs and verifies with HMAC-SHA256. */
record HmacKey(String id, Algorithm algorithm) implements SigningKey {
    /** As long as HMAC-SHA256's output (RFC 7518 section 3.2 asks for no less). */
    static final int SECRET_BYTES = 32;

    private static final int ID_BYTES = 8;

    /** A key whose id follows from the secret and does not give it away. */
    static HmacKey of(byte[] secret) {
        return of(id(secret), secret);
    }

    static HmacKey of(String id, byte[] secret) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException("The token signing key has " + secret.length
                    + " bytes; it needs at least " + SECRET_BYTES
                    + ". Restore it from a backup, or delete it to have a new one made.");
        }
        return new HmacKey(id, Algorithm.HMAC256(secret));
    }

    @Override
    public String name() {
        return "HS256";
    }

    /** Comparing texts refuses every other Base64 form of the same bytes. */
    @Override
    public boolean signed(String[] segments) {
        byte[] expected = algorithm.sign(SigningKey.ascii(segments[0]), SigningKey.ascii(segments[1]));
        return MessageDigest.isEqual(SigningKey.ascii(SigningKey.base64(expected)), SigningKey.ascii(segments[2]));
    }

    @Override
    public Optional<Map<String, String>> publicKey() {
        return Optional.empty();
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
