package dev.chatagent.client;

/** Close codes that a client tells apart; {@code docs/errors.md} has them all. */
final class CloseCodes {
    static final int NORMAL = 1000;
    static final int LOST = 1006;
    static final int SHUTDOWN = 4000;
    static final int FLOOD = 4429;
    static final int INVALID = 4500;
    /** A fresh token first. */
    static final int UNAUTHENTICATED = 4501;

    static final int FORBIDDEN = 4503;

    private CloseCodes() {}

    /** Whether the server does not want this client as it is. */
    static boolean isFinal(int code) {
        return code >= 4500 && code <= 4999;
    }

    /** What the server would close with for a problem; who is told by an answer leaves ahead of the close frame. */
    static int of(Problem problem) {
        if (problem.unauthenticated()) {
            return UNAUTHENTICATED;
        }
        int status = problem.status();
        if (status == 403) {
            return FORBIDDEN;
        }
        return status >= 400 && status < 500 && !problem.tooMany() ? INVALID : LOST;
    }
}
