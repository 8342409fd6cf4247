package dev.chatagent.account;

/** A user and the hash of their password. Never leaves the server. */
public record Credential(User user, String passwordHash) {

    /** Never the hash. */
    @Override
    public String toString() {
        return "Credential[" + user.id() + "]";
    }
}
