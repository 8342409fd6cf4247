package dev.chatagent.config;

/** Where the runtime runs; each setting may have another default in each. */
public enum Environment {
    /** One person on their own machine: relaxed limits, loopback origins allowed. */
    DEVELOPMENT,
    /** Strangers can reach it: strict limits, nothing cross-origin. */
    PRODUCTION,
    /** Automated tests: in-memory storage, cheap password hashes. */
    TEST
}
