package dev.chatagent.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2-HMAC-SHA512 with the JDK alone: {@code pbkdf2-sha512$iterations$salt$hash}. The default where no password module is
 * on the class path; OWASP Password Storage asks for 210,000 iterations.
 */
public final class Pbkdf2Hasher implements PasswordHasher {
    /** OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512. */
    public static final int RECOMMENDED_ITERATIONS = 210_000;

    private static final String FORMAT = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 512;

    /** Format, iterations, salt, hash. */
    private static final Pattern SHAPE =
            Pattern.compile(FORMAT + "\\$([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{86})");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final int iterations;

    public Pbkdf2Hasher(int iterations) {
        this.iterations = iterations;
    }

    @Override
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return FORMAT + "$" + iterations + "$" + encode(salt) + "$" + encode(derive(password, salt, iterations));
    }

    @Override
    public boolean matches(String password, String hash) {
        Matcher shape = SHAPE.matcher(hash);
        if (!shape.matches()) {
            return false;
        }
        byte[] actual = derive(password, Base64.getDecoder().decode(shape.group(2)), iterationsOf(shape));
        return MessageDigest.isEqual(ascii(shape.group(3)), ascii(encode(actual)));
    }

    @Override
    public boolean outdated(String hash) {
        Matcher shape = SHAPE.matcher(hash);
        return !shape.matches() || iterationsOf(shape) != iterations;
    }

    private static int iterationsOf(Matcher shape) {
        return Integer.parseInt(shape.group(1));
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform since 8 has PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
        }
    }
}
