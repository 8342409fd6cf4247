package dev.chatagent.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that signs and verifies with HMAC-SHA256.
 *
 * @param keyed never used itself: copying it is far cheaper than looking the algorithm up and setting the key each time
 */
record HmacKey(String id, Algorithm algorithm, Mac keyed) implements SigningKey {
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
        return new HmacKey(id, Algorithm.HMAC256(secret), keyed(secret));
    }

    private static Mac keyed(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }

    @Override
    public String name() {
        return "HS256";
    }

    /** Comparing texts refuses every other Base64 form of the same bytes. */
    @Override
    public boolean signed(String[] segments) {
        byte[] expected = sign(SigningKey.ascii(segments[0]), SigningKey.ascii(segments[1]));
        return MessageDigest.isEqual(SigningKey.ascii(SigningKey.base64(expected)), SigningKey.ascii(segments[2]));
    }

    private byte[] sign(byte[] header, byte[] payload) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(header);
            mac.update((byte) '.');
            return mac.doFinal(payload);
        } catch (CloneNotSupportedException e) { // a provider other than Java's own
            return algorithm.sign(header, payload);
        }
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

    /** Never the secret. */
    @Override
    public String toString() {
        return "HmacKey[" + id + "]";
    }
}
