package dev.chatagent.account;

/**
 * A person's authenticator app, as it is stored.
 *
 * @param sealed the shared secret, sealed by {@link dev.chatagent.auth.SecretBox}
 * @param confirmed whether a code of it was shown; until then it protects nothing
 * @param lastStep time step of the last code that was taken; codes up to it are used up
 */
public record SecondFactor(String sealed, boolean confirmed, long lastStep) {
    /** Never the secret. */
    @Override
    public String toString() {
        return "SecondFactor[confirmed=" + confirmed + "]";
    }
}
