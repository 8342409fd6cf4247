package dev.chatagent.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the provider itself says about a failure, made fit for a log: its code, and one line of plain text of at most 300
 * characters; nothing of the API key is left in either. Immutable and thread-safe.
 */
final class ProviderMessage {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MAX_CHARS = 300;
    private static final int MAX_READ = 4_000;
    private static final int LEAST_SECRET = 8;
    private static final String MASK = "***";
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    private final String secret;

    /** @param secret the API key; empty if there is none */
    ProviderMessage(String secret) {
        this.secret = secret;
    }

    /**
     * What a provider said, for a log.
     *
     * @param code its own name for the error, like {@code rate_limit_exceeded}; empty when it gives none
     * @param text empty when it is nothing that can be shown
     */
    record Said(String code, String text) {}

    /** From the body of a refusal. */
    Said ofBody(String body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node != null && node.isObject()) {
                return ofJson(node);
            }
        } catch (JsonProcessingException e) {
            // No JSON: it may be plain text.
        }
        return new Said("", body.length() > MAX_CHARS ? "" : shown(body));
    }

    /** From {@code {"error": {"message": …, "code": …}}} and the forms that other servers use. */
    Said ofJson(JsonNode body) {
        return new Said(
                first(body, "/error/code", "/error/type", "/code", "/type")
                        .map(this::masked)
                        .filter(code -> CODE.matcher(code).matches())
                        .orElse(""),
                first(body, "/error/message", "/error", "/message", "/detail")
                        .map(this::shown)
                        .orElse(""));
    }

    private static Optional<String> first(JsonNode body, String... pointers) {
        return Stream.of(pointers)
                .map(body::at)
                .filter(text -> text.isTextual() && !text.textValue().isBlank())
                .map(JsonNode::textValue)
                .findFirst();
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
