package dev.chatagent;

import dev.chatagent.auth.SecretBox;
import dev.chatagent.auth.SecretStore;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;

/** The secret under which all others are sealed: what was set, else one that is generated once and kept. */
final class MasterSecret {
    private static final String NAME = "master";

    private MasterSecret() {}

    static SecretBox box(Settings settings, SecretStore store) {
        Optional<String> set = settings.set(Settings.SECRET).filter(text -> !text.isBlank());
        return new SecretBox(
                set.map(MasterSecret::stretch).orElseGet(() -> store.getOrCreate(NAME, MasterSecret::fresh)));
    }

    /** Of any length to the one that is needed; it adds no strength, which is why short ones are refused. */
    private static byte[] stretch(String text) {
        if (text.strip().length() < SecretBox.MIN_SECRET_BYTES) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    Settings.SECRET.variable() + ": use at least " + SecretBox.MIN_SECRET_BYTES
                            + " random characters, e.g. the output of `openssl rand -hex 32`.");
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.strip().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] fresh() {
        byte[] secret = new byte[SecretBox.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }
}
