package dev.chatagent.jwt;

import dev.chatagent.auth.PasswordHasher;

/** Hashes in one format and still checks hashes of another, so that the format can be changed without anybody noticing. */
final class FormatHasher implements PasswordHasher {
    private final PasswordHasher current;
    private final PasswordHasher former;

    FormatHasher(PasswordHasher current, PasswordHasher former) {
        this.current = current;
        this.former = former;
    }

    @Override
    public String hash(String password) {
        return current.hash(password);
    }

    /** Each knows its own format by its shape and answers others at once. */
    @Override
    public boolean matches(String password, String hash) {
        return current.matches(password, hash) || former.matches(password, hash);
    }

    @Override
    public boolean outdated(String hash) {
        return current.outdated(hash);
    }
}
