package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;

/** Reads JSON bodies, never more than the limit. */
final class BodyReader {
    static final int MAX_BYTES = 1024 * 1024;

    private BodyReader() {}

    static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        String contentType = request.getContentType();
        if (contentType == null || !isJson(contentType)) {
            throw new ChatAgentException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as Content-Type: application/json.");
        }
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw tooLarge();
        }
        byte[] bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw tooLarge();
        }
        return Json.read(bytes, type);
    }

    private static boolean isJson(String contentType) {
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return mediaType.equals("application/json");
    }

    private static ChatAgentException tooLarge() {
        return new ChatAgentException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than " + MAX_BYTES / 1024 + " KiB.");
    }
}
