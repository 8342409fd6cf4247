package dev.chatagent.auth;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Secrets that are gone with the process; for the test environment. */
public final class MemorySecretStore implements SecretStore {
    private final Map<String, byte[]> secrets = new ConcurrentHashMap<>();

    @Override
    public byte[] getOrCreate(String name, Supplier<byte[]> generator) {
        return secrets.computeIfAbsent(name, n -> generator.get()).clone();
    }
}
