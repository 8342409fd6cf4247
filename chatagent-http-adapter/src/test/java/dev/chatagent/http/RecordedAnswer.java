package dev.chatagent.http;

import java.util.List;
import java.util.Map;

/**
 * An answer as it left the servlet.
 *
 * @param mount where the servlet is mounted, e.g. {@code /api}
 * @param path below the mount
 * @param headers by name, in lower case
 * @param cut whether more was written than what is kept
 */
record RecordedAnswer(
        String method,
        String mount,
        String path,
        int status,
        Map<String, List<String>> headers,
        String body,
        boolean cut) {

    /** Empty when there is none. */
    String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    /** Without parameters; empty when there is none. */
    String mediaType() {
        return header("content-type").split(";", 2)[0].strip();
    }

    @Override
    public String toString() {
        return method + " " + mount + path + " -> " + status;
    }
}
