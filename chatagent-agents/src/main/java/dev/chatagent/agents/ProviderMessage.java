package dev.chatagent.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What the provider itself says about a failure, made fit to be shown: one line of plain text of at most 300 characters in
 * which nothing of the API key is left. Immutable and thread-safe.
 */
final class ProviderMessage {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MAX_CHARS = 300;
    private static final int MAX_READ = 4_000;
    private static final int LEAST_SECRET = 8;
    private static final String MASK = "***";

    private final String secret;

    /** @param secret the API key; empty if there is none */
    ProviderMessage(String secret) {
        this.secret = secret;
    }

    /** From the body of a refusal; empty when it holds nothing to show. */
    String ofBody(String body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node != null && node.isObject()) {
                return ofJson(node);
            }
        } catch (JsonProcessingException e) {
            // No JSON: it may be plain text.
        }
        return body.length() > MAX_CHARS ? "" : shown(body);
    }

    /** From {@code {"error": {"message": …}}} and the forms that other servers use. */
    String ofJson(JsonNode body) {
        for (String pointer : new String[] {"/error/message", "/error", "/message", "/detail"}) {
            JsonNode text = body.at(pointer);
            if (text.isTextual() && !text.textValue().isBlank()) {
                return shown(text.textValue());
            }
        }
        return "";
    }

    private String shown(String text) {
        String line = text.substring(0, Math.min(text.length(), MAX_READ))
                .replaceAll("[\\s\\p{Z}\\p{Cc}]+", " ")
                .replaceAll("[\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}]", "")
                .strip();
        if (line.startsWith("<")) {
            return "";
        }
        String masked = masked(line);
        if (masked.length() <= MAX_CHARS) {
            return masked;
        }
        int end = Character.isHighSurrogate(masked.charAt(MAX_CHARS - 2)) ? MAX_CHARS - 2 : MAX_CHARS - 1;
        return masked.substring(0, end) + "…";
    }

    /** Masks the key and every longer piece of it: some providers show the first or last half. */
    private String masked(String line) {
        int least = Math.min(LEAST_SECRET, secret.length());
        if (least == 0) {
            return line;
        }
        StringBuilder masked = new StringBuilder(line.length());
        int at = 0;
        while (at < line.length()) {
            int shared = sharedWithSecret(line, at, least);
            if (shared == 0) {
                masked.append(line.charAt(at++));
            } else {
                masked.append(MASK);
                at += shared;
            }
        }
        return masked.toString();
    }

    /** Length of the longest piece of the key that begins here, 0 when shorter than the least. */
    private int sharedWithSecret(String line, int at, int least) {
        int longest = 0;
        for (int from = 0; from + least <= secret.length(); from++) {
            int length = 0;
            while (at + length < line.length()
                    && from + length < secret.length()
                    && line.charAt(at + length) == secret.charAt(from + length)) {
                length++;
            }
            longest = Math.max(longest, length);
        }
        return longest >= least ? longest : 0;
    }
}
