package dev.chatagent.error;

import java.util.Locale;

/**
 * The one table of expected failures: its stable code, how it shows over HTTP (RFC 9457 problem, status) and which
 * WebSocket close code ends a connection for it. Close codes 4000–4499 mean "come back", 4500–4999 "do not, as you are".
 */
public enum ErrorCode {
    INVALID_REQUEST(400, 4500, "The request is not valid"),
    MALFORMED_JSON(400, 4500, "The body is not valid JSON"),
    UNAUTHENTICATED(401, 4501, "Sign in first"),
    BAD_CREDENTIALS(401, 4501, "Wrong email or password"),
    INVALID_TOKEN(401, 4501, "The token is not valid"),
    SECOND_FACTOR_REQUIRED(401, 4501, "A second factor is needed"),
    BAD_SECOND_FACTOR(401, 4501, "Wrong code"),
    BANNED(403, 4503, "The account is blocked"),
    FORBIDDEN(403, 4503, "Not allowed"),
    CROSS_SITE(403, 4503, "Cross-site requests are refused"),
    HTTPS_REQUIRED(403, 4503, "Use https"),
    NOT_FOUND(404, 4504, "Not found"),
    METHOD_NOT_ALLOWED(405, 4500, "Method not allowed"),
    REQUEST_TIMEOUT(408, 4500, "Too slow"),
    NOT_ACCEPTABLE(406, 4500, "Not acceptable"),
    EMAIL_TAKEN(409, 4500, "The address has an account"),
    RUN_IN_PROGRESS(409, 4500, "An answer is still being written"),
    CONFLICT(409, 4500, "The state has changed"),
    QUOTA_EXCEEDED(409, 4500, "No room left for more"),
    PAYLOAD_TOO_LARGE(413, 4513, "Too large"),
    UNSUPPORTED_MEDIA_TYPE(415, 4500, "Unsupported media type"),
    WEAK_PASSWORD(422, 4500, "The password is too weak"),
    RATE_LIMITED(429, 4429, "Too many requests"),
    TOO_MANY_CONNECTIONS(429, 4410, "Too many connections"),
    INTERNAL(500, 4400, "Something went wrong here"),
    OUTCOME_UNKNOWN(500, 4400, "It is not known whether it was stored"),
    AGENT_UNAVAILABLE(502, 4402, "The agent cannot be reached"),
    UNAVAILABLE(503, 4403, "Not ready"),
    OVERLOADED(503, 4403, "Busy"),
    STORAGE_FULL(507, 4407, "No room to store it");

    private final int httpStatus;
    private final int closeCode;
    private final String title;

    ErrorCode(int httpStatus, int closeCode, String title) {
        this.httpStatus = httpStatus;
        this.closeCode = closeCode;
        this.title = title;
    }

    /** The stable name on the wire, e.g. {@code not_found}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** WebSocket close code (RFC 6455 section 7.4.2, private range). */
    public int closeCode() {
        return closeCode;
    }

    /** Short and the same for every occurrence (RFC 9457 section 3.1.3). */
    public String title() {
        return title;
    }
}
