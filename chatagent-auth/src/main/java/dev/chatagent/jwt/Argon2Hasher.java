package dev.chatagent.jwt;

import dev.chatagent.auth.PasswordHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id (RFC 9106) in the PHC string format, with the parameters of the OWASP Password Storage Cheat Sheet. Thread-safe. */
final class Argon2Hasher implements PasswordHasher {
    private static final int RECOMMENDED_KIB = 19_456;
    private static final int RECOMMENDED_PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** What a stored hash may ask for, so that a row from outside cannot take all memory. */
    private static final int MAX_KIB = 262_144;

    private static final int MAX_PASSES = 16;
    private static final Pattern SHAPE = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,6}),t=([0-9]{1,2}),p=1\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int memoryKib;
    private final int passes;

    /** @param memoryKib at least 8 */
    Argon2Hasher(int memoryKib, int passes) {
        this.memoryKib = memoryKib;
        this.passes = passes;
    }

    static Argon2Hasher recommended() {
        return new Argon2Hasher(RECOMMENDED_KIB, RECOMMENDED_PASSES);
    }

    @Override
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=1$" + encode(salt) + "$"
                + encode(derive(password, salt, memoryKib, passes));
    }

    @Override
    public boolean matches(String password, String hash) {
        Matcher shape = SHAPE.matcher(hash);
        if (!shape.matches()) {
            return false;
        }
        int kib = Integer.parseInt(shape.group(1));
        int rounds = Integer.parseInt(shape.group(2));
        if (kib < 8 || kib > MAX_KIB || rounds < 1 || rounds > MAX_PASSES) {
            return false;
        }
        byte[] actual = derive(password, Base64.getDecoder().decode(shape.group(3)), kib, rounds);
        return MessageDigest.isEqual(ascii(encode(actual)), ascii(shape.group(4)));
    }

    @Override
    public boolean outdated(String hash) {
        Matcher shape = SHAPE.matcher(hash);
        return !shape.matches()
                || Integer.parseInt(shape.group(1)) != memoryKib
                || Integer.parseInt(shape.group(2)) != passes;
    }

    private static byte[] derive(String password, byte[] salt, int memoryKib, int passes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
