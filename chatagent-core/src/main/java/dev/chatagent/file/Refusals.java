package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.error.FieldError;

/** Why content is not taken; all name the body. */
final class Refusals {
    private static final String BODY = "body";

    private Refusals() {}

    static ChatAgentException empty() {
        return ChatAgentException.invalid(BODY, "empty", "The file is empty.");
    }

    static ChatAgentException tooLarge(long maxBytes) {
        return large("too_large", "A file has at most " + maxBytes + " bytes.");
    }

    /** It would take far more room once it is opened. */
    static ChatAgentException large(String code, String message) {
        return ChatAgentException.invalid(ErrorCode.PAYLOAD_TOO_LARGE, new FieldError(BODY, code, message));
    }

    static ChatAgentException notDeclared(FileType type) {
        return notTaken(
                "not_as_declared", "This is no " + type.mediaType() + ", or a damaged one: send it with its own type.");
    }

    /** A second file is hidden in it. */
    static ChatAgentException twoInOne(String message) {
        return notTaken("two_in_one", message);
    }

    static ChatAgentException active(String message) {
        return notTaken("active_content", message);
    }

    static ChatAgentException notTaken(String code, String message) {
        return ChatAgentException.invalid(ErrorCode.UNSUPPORTED_MEDIA_TYPE, new FieldError(BODY, code, message));
    }
}
