package dev.chatagent.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets that must be kept in the database, with AES-256-GCM under the installation's master secret (NIST SP 800-38D),
 * so that a dump of the database gives none of them away. Thread-safe.
 */
public final class SecretBox {
    /** Least length of a master secret, in bytes. */
    public static final int MIN_SECRET_BYTES = 32;

    private static final String VERSION = "v1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] master;
    private final SecretKeySpec sealing;
    private final String keyId;

    /** @throws IllegalArgumentException when the master secret is shorter than {@value #MIN_SECRET_BYTES} bytes */
    public SecretBox(byte[] master) {
        if (master.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "The master secret has " + master.length + " bytes; it needs at least " + MIN_SECRET_BYTES);
        }
        this.master = master.clone();
        this.sealing = new SecretKeySpec(derive("seal"), "AES");
        this.keyId = HexFormat.of().formatHex(derive("id"), 0, ID_BYTES);
    }

    /** A 256-bit key for one purpose, which gives away neither the master secret nor any other derived key. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(master, "HmacSHA256"));
            return mac.doFinal(ascii("chatagent " + purpose));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }

    /**
     * The sealed form, as text.
     *
     * @param context what the secret is and whose; opening needs the same, so that no sealed secret can take another's place
     */
    public String seal(byte[] secret, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context, secret);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return String.join(".", VERSION, keyId, base64.encodeToString(nonce), base64.encodeToString(sealed));
    }

    /** @throws IllegalStateException when it was sealed under another master secret or context, or was changed */
    public byte[] open(String sealed, String context) {
        String[] parts = sealed.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals(VERSION)) {
            throw new IllegalStateException("A sealed secret in the database is damaged");
        }
        if (!MessageDigest.isEqual(ascii(parts[1]), ascii(keyId))) {
            throw new IllegalStateException(
                    "Secrets in the database were sealed under another master secret. Give every"
                            + " server of this database the same CHATAGENT_SECRET, or restore secrets/master of the data directory.");
        }
        Base64.Decoder base64 = Base64.getUrlDecoder();
        return cipher(Cipher.DECRYPT_MODE, base64.decode(parts[2]), context, base64.decode(parts[3]));
    }

    private byte[] cipher(int mode, byte[] nonce, String context, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("A sealed secret in the database was changed", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "SecretBox[" + keyId + "]";
    }
}
