package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads JSON bodies, never more than the limit. */
final class BodyReader {
    static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_DISCARDED_BYTES = 16 * MAX_BYTES;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Duration MAX_DISCARD_TIME = Duration.ofSeconds(2);

    private BodyReader() {}

    static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        Negotiation.requireJson(request);
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw tooLarge();
        }
        byte[] bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw tooLarge();
        }
        return Json.read(bytes, type);
    }

    /**
     * Reads what the caller still sends and throws it away, up to a bound: a connection that is closed while its caller writes
     * is reset, and the answer that says why is lost with it (RFC 9112, section 9.6).
     */
    static void discard(HttpServletRequest request) {
        try {
            InputStream body = request.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            long deadline = System.nanoTime() + MAX_DISCARD_TIME.toNanos();
            int read = 0;
            for (long total = 0; read >= 0 && total < MAX_DISCARDED_BYTES; total += read) {
                if (System.nanoTime() - deadline > 0) {
                    return;
                }
                read = body.read(buffer);
            }
        } catch (IOException e) {
            // The caller has gone: nobody is left to read the answer.
        }
    }

    private static ChatAgentException tooLarge() {
        return new ChatAgentException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than " + MAX_BYTES / 1024 + " KiB.");
    }
}
