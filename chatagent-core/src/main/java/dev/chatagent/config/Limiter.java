package dev.chatagent.config;

/** How calls are counted against limits. */
public enum Limiter {
    /** The generic cell rate algorithm: exact, burst apart from rate. */
    GCRA,
    /** The limiter of resilience4j: permits that come back all at once. */
    RESILIENCE4J
}
