package dev.chatagent.jwt;

import dev.chatagent.auth.PasswordHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindrot.jbcrypt.BCrypt;

/**
 * bcrypt over a pre-hash, so that no password is cut: {@code v1$} and the bcrypt string.
 *
 * <p>bcrypt reads 72 bytes and stops at a zero byte. It gets the SHA-512 of the password in Base64, which has no zero byte;
 * of its 88 characters bcrypt reads 72, i.e. the first 432 bits of the digest. Two passwords that agree in these are as hard to
 * find as a collision of a 432-bit hash (2^216), far beyond what any password holds. Thread-safe.
 */
final class BcryptHasher implements PasswordHasher {
    private static final String VERSION = "v1$";
    private static final int MIN_COST = 4;
    private static final int MAX_COST = 30;

    /** Version, bcrypt's own version and cost, 22 characters of salt, 31 of hash. */
    private static final Pattern SHAPE =
            Pattern.compile("v1\\$(\\$2a\\$([0-9]{2})\\$[./A-Za-z0-9]{22})[./A-Za-z0-9]{31}");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final int cost;

    /** @param cost base-2 logarithm of the rounds, 4 to 30 */
    BcryptHasher(int cost) {
        if (cost < MIN_COST || cost > MAX_COST) {
            throw new IllegalArgumentException("bcrypt's cost is " + MIN_COST + " to " + MAX_COST + ", got " + cost);
        }
        this.cost = cost;
    }

    @Override
    public String hash(String password) {
        return VERSION + BCrypt.hashpw(preHash(password), BCrypt.gensalt(cost, RANDOM));
    }

    @Override
    public boolean matches(String password, String hash) {
        Matcher shape = SHAPE.matcher(hash);
        if (!shape.matches() || !possible(costOf(shape))) {
            return false;
        }
        String actual = VERSION + BCrypt.hashpw(preHash(password), shape.group(1));
        return MessageDigest.isEqual(ascii(actual), ascii(hash));
    }

    @Override
    public boolean outdated(String hash) {
        Matcher shape = SHAPE.matcher(hash);
        return !shape.matches() || costOf(shape) != cost;
    }

    private static int costOf(Matcher shape) {
        return Integer.parseInt(shape.group(2));
    }

    private static boolean possible(int cost) {
        return cost >= MIN_COST && cost <= MAX_COST;
    }

    private static String preHash(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(password.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-512", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
