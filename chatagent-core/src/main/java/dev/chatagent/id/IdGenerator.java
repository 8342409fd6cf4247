package dev.chatagent.id;

import java.util.UUID;

/** Source of fresh ids. Thread-safe; injected so that tests can be deterministic. */
@FunctionalInterface
public interface IdGenerator {

    /** A fresh version 4 UUID; never one returned before. */
    UUID next();

    /** Ids from {@link java.security.SecureRandom}. */
    static IdGenerator random() {
        return UUID::randomUUID;
    }
}
