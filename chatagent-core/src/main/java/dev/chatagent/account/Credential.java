package dev.chatagent.account;

/**
 * A user with what decides whether they may log in. Never leaves the server.
 *
 * @param emailVerified whether a message to the address has arrived
 */
public record Credential(User user, String passwordHash, boolean banned, boolean emailVerified) {
    /** Never the hash. */
    @Override
    public String toString() {
        return "Credential[" + user.id() + "]";
    }
}
