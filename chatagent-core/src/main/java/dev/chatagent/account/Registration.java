package dev.chatagent.account;

/**
 * What somebody writes to get an account.
 *
 * @param displayName empty: the address up to its {@code @}
 */
public record Registration(Email email, String password, String displayName) {

    /** Never the password. */
    @Override
    public String toString() {
        return "Registration[" + email + "]";
    }
}
