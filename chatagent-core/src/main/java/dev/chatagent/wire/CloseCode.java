package dev.chatagent.wire;

/**
 * Why the server closes a WebSocket. 4000–4499: come back, with the last seq; 4500–4999: do not, as you are. Codes of failures
 * are in {@link dev.chatagent.error.ErrorCode}.
 */
public enum CloseCode {
    SHUTDOWN(4000, "The server stops; reconnect"),
    HEARTBEAT_LOST(4001, "No sign of life; reconnect"),
    TOO_SLOW(4002, "Events came faster than they were read; reconnect"),
    AUTH_TIMEOUT(4408, "Not authenticated in time; reconnect later"),
    TOO_MANY_CONNECTIONS(4410, "Too many connections of this user; reconnect later"),
    FLOOD(4429, "Too many commands; reconnect later"),
    TOKEN_IN_URL(4500, "Tokens do not belong into URLs"),
    TOKEN_EXPIRED(4501, "The access token has expired"),
    REVOKED(4501, "The login has ended"),
    REFUSED(4501, "The credentials were refused"),
    CROSS_SITE(4503, "This origin may not connect");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** For people; at most 123 bytes (RFC 6455 section 5.5). */
    public String reason() {
        return reason;
    }
}
