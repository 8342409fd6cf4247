package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** What kind of body a request brings. */
final class Bodies {
    private Bodies() {}

    /** @throws ChatAgentException UNSUPPORTED_MEDIA_TYPE when it is not said to be JSON */
    static void requireJson(HttpServletRequest request) {
        String contentType = request.getContentType();
        if (contentType == null || !isJson(contentType)) {
            throw new ChatAgentException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as Content-Type: application/json.");
        }
    }

    private static boolean isJson(String contentType) {
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return mediaType.equals("application/json");
    }
}
