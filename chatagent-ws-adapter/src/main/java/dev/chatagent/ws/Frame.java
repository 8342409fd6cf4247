package dev.chatagent.ws;

import java.nio.charset.StandardCharsets;

/**
 * A JSON object on its way out.
 *
 * @param bytes in UTF-8
 */
record Frame(String json, int bytes) {
    static Frame of(String json) {
        return new Frame(json, json.getBytes(StandardCharsets.UTF_8).length);
    }
}
