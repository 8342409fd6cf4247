package dev.chatagent.jwt;

import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;

/** Keeps the optional dependency optional: what needs it is loaded only where it is there. */
final class Argon2Support {
    private static final String MARKER = "org.bouncycastle.crypto.generators.Argon2BytesGenerator";

    private Argon2Support() {}

    static boolean available() {
        try {
            Class.forName(MARKER, false, Argon2Support.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** @throws ChatAgentException INVALID_REQUEST naming the dependency when it is missing */
    static PasswordHasher require(Environment environment) {
        if (!available()) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    Settings.PASSWORD_HASH.variable()
                            + "=argon2id needs org.bouncycastle:bcprov-jdk18on on the class path; add it, or use bcrypt.");
        }
        return environment == Environment.TEST ? new Argon2Hasher(256, 1) : Argon2Hasher.recommended();
    }
}
