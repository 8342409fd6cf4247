package dev.chatagent.auth;

/**
 * SPI: turns passwords into hashes and checks them. Called only from the bounded hashing pool, concurrently; is meant to be
 * slow, must not block on I/O. Closed by nobody: holds no resources.
 */
public interface PasswordHasher {

    /** A salted hash that names its own format and cost, at most 255 ASCII characters. */
    String hash(String password);

    /** Whether the password has this hash; false for a hash of another format. Constant-time in the password. */
    boolean matches(String password, String hash);

    /** Whether the hash should be made anew at the next login, because format or cost have changed. */
    boolean outdated(String hash);
}
