package dev.chatagent.tests;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A person's phone: RFC 6238 with SHA-1, six digits and steps of 30 s. Never shows the same code twice. */
final class AuthenticatorApp {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final byte[] secret;
    private long lastStep;

    /** @param secret as the page shows it: base32, in groups */
    AuthenticatorApp(String secret) {
        this.secret = base32(secret.replaceAll("\\s", ""));
    }

    private static byte[] base32(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            buffer = buffer << 5 | ALPHABET.indexOf(text.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(buffer >> bits & 0xFF);
            }
        }
        return bytes.toByteArray();
    }

    /** The code of now, or of the step after the last one: servers take each once, and a clock may be a step ahead. */
    String code() {
        lastStep = Math.max(lastStep + 1, Instant.now().getEpochSecond() / 30);
        return code(lastStep);
    }

    /** The code that the phone shows at that time. */
    String code(Instant time) {
        return code(time.getEpochSecond() / 30);
    }

    byte[] secret() {
        return secret.clone();
    }

    private String code(long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            return code(mac, step);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String code(Mac mac, long step) {
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
        int offset = hash[hash.length - 1] & 0xF;
        int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7FFF_FFFF;
        return String.format("%06d", number % 1_000_000);
    }
}
