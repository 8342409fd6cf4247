package dev.chatagent.config;

/** How new passwords are hashed; those that were hashed otherwise still work and are hashed anew at the next login. */
public enum PasswordHash {
    /** bcrypt over a SHA-512 pre-hash. */
    BCRYPT,
    /** Argon2id (RFC 9106). */
    ARGON2ID
}
