package dev.chatagent.client;

/** Thrown by {@link Credentials} when there is no token any more: somebody has to log in first. */
public final class SignedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SignedOutException(String message) {
        super(message);
    }

    public SignedOutException(String message, Throwable cause) {
        super(message, cause);
    }
}
