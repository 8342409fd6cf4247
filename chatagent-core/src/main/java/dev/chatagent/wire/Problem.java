package dev.chatagent.wire;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.error.FieldError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure as callers see it (RFC 9457).
 *
 * @param retryAfter seconds until the same call can succeed, when that is known
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        String requestId,
        @Nullable Long retryAfter,
        @Nullable List<FieldError> errors) {
    /** Media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:chatagent:problem:";
    private static final String QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /** What of an expected failure is shown: all of it. */
    public static Problem of(ChatAgentException failure, String requestId) {
        ErrorCode code = failure.code();
        return new Problem(
                code == ErrorCode.RATE_LIMITED ? QUOTA_EXCEEDED : TYPE_PREFIX + code.wireName(),
                code.title(),
                code.httpStatus(),
                failure.detail(),
                code,
                requestId,
                failure.retryAfter().map(Problem::wholeSeconds).orElse(null),
                failure.fieldErrors().isEmpty() ? null : failure.fieldErrors());
    }

    /** Rounded up, so that whoever waits as told is admitted; at least 1. */
    public static long wholeSeconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }

    /** What of any failure is shown: of an unexpected one nothing but the request's id. */
    public static Problem of(Throwable failure, String requestId) {
        return of(
                failure instanceof ChatAgentException known
                        ? known
                        : new ChatAgentException(
                                ErrorCode.INTERNAL,
                                "Something went wrong on the server. Tell its operator the request id."),
                requestId);
    }
}
