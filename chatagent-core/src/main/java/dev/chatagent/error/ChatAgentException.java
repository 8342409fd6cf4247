package dev.chatagent.error;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of every expected failure. Its message is written for the caller and is shown to them as it is: it says what
 * happened and what to do, and never holds a secret or an internal.
 */
public class ChatAgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> fieldErrors;
    private final @Nullable Duration retryAfter;

    public ChatAgentException(ErrorCode code, String message) {
        this(code, message, List.of(), null, null);
    }

    public ChatAgentException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, List.of(), null, cause);
    }

    private ChatAgentException(
            ErrorCode code,
            String message,
            List<FieldError> fieldErrors,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fieldErrors = List.copyOf(fieldErrors);
        this.retryAfter = retryAfter;
    }

    /** One field is wrong. */
    public static ChatAgentException invalid(String field, String fieldCode, String message) {
        return invalid(ErrorCode.INVALID_REQUEST, new FieldError(field, fieldCode, message));
    }

    /** One field is wrong, under another code than the general one. */
    public static ChatAgentException invalid(ErrorCode code, FieldError error) {
        return new ChatAgentException(code, error.message(), List.of(error), null, null);
    }

    /** A refusal that ends by itself: the caller may try again after the wait. */
    public static ChatAgentException retryLater(ErrorCode code, String message, Duration retryAfter) {
        return new ChatAgentException(code, message, List.of(), retryAfter, null);
    }

    /** The answer for what does not exist and for what belongs to somebody else: nobody can tell them apart. */
    public static ChatAgentException notFound() {
        return new ChatAgentException(ErrorCode.NOT_FOUND, "There is nothing with this id.");
    }

    public ErrorCode code() {
        return code;
    }

    /** The message for the caller. */
    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    /** Empty unless fields of the request were at fault. */
    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }

    /** How long to wait before the same call can succeed, when that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
