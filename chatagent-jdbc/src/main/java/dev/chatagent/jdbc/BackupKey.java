package dev.chatagent.jdbc;

import dev.chatagent.storage.Passphrase;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one backup, from its passphrase and a salt of its own, so that no two backups share a key and a chunk's number
 * can be its nonce. PBKDF2 with HMAC-SHA-512 (OWASP: 210,000 iterations); half of its output is the key, the digest of the
 * other half tells a wrong passphrase from a damaged file.
 */
record BackupKey(SecretKeySpec key, Encryption encryption) {
    static final int ITERATIONS = 210_000;

    private static final int MAX_ITERATIONS = 20_000_000;
    private static final int SALT_BYTES = 32;
    private static final int HALF = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What the header tells about it; salt and check in Base64. */
    record Encryption(String cipher, String kdf, int iterations, String salt, String check) {
        private static final String CIPHER = "AES-256-GCM";
        private static final String KDF = "PBKDF2-HMAC-SHA512";
    }

    /** A fresh one. */
    static BackupKey create(Passphrase passphrase) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] derived = derive(passphrase, salt, ITERATIONS);
        return new BackupKey(
                key(derived),
                new Encryption(Encryption.CIPHER, Encryption.KDF, ITERATIONS, base64(salt), check(derived)));
    }

    /** @throws BackupFormatException when the passphrase is missing or wrong */
    static BackupKey open(Encryption encryption, Optional<Passphrase> passphrase) throws BackupFormatException {
        if (!encryption.cipher().equals(Encryption.CIPHER)
                || !encryption.kdf().equals(Encryption.KDF)
                || encryption.iterations() < 1
                || encryption.iterations() > MAX_ITERATIONS) {
            throw new BackupFormatException("it is encrypted in a way that this version does not know");
        }
        Passphrase given = passphrase.orElseThrow(() -> new BackupFormatException(
                "it is encrypted, and no passphrase was given. Set CHATAGENT_BACKUP_PASSPHRASE"));
        byte[] salt = Base64.getDecoder().decode(encryption.salt());
        byte[] derived = derive(given, salt, encryption.iterations());
        if (!MessageDigest.isEqual(
                Base64.getDecoder().decode(check(derived)), Base64.getDecoder().decode(encryption.check()))) {
            throw new BackupFormatException("it is encrypted with another passphrase than the one that was given."
                    + " Check CHATAGENT_BACKUP_PASSPHRASE");
        }
        return new BackupKey(key(derived), encryption);
    }

    private static byte[] derive(Passphrase passphrase, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(passphrase.text().toCharArray(), salt, iterations, 2 * HALF * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has PBKDF2 with HMAC-SHA-512", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static SecretKeySpec key(byte[] derived) {
        return new SecretKeySpec(derived, 0, HALF, "AES");
    }

    private static String check(byte[] derived) {
        return base64(Digests.sha256(Arrays.copyOfRange(derived, HALF, 2 * HALF)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "BackupKey[…]";
    }
}
