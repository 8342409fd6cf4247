package dev.chatagent.config;

/** How access tokens are signed (RFC 7518 section 3.1). */
public enum TokenAlgorithm {
    /** HMAC with SHA-256: fast; only who may issue can verify. */
    HS256,
    /** ECDSA on P-256: slow; anybody with the public key can verify. */
    ES256
}
