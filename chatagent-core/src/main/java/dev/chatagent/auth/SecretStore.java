package dev.chatagent.auth;

import java.util.function.Supplier;

/**
 * SPI: keeps generated secrets across restarts. Called at start and at key rotation; may block. Implementations make sure
 * that a secret once returned is never lost by a crash.
 */
public interface SecretStore {

    /**
     * The secret of that name, generated and kept durably if there is none yet. Two callers at once get the same one.
     *
     * @param name of {@code a-z 0-9 -}
     */
    byte[] getOrCreate(String name, Supplier<byte[]> generator);
}
