package dev.chatagent.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Whom a token belongs to, as far as that can be read off it: access tokens are JWTs (RFC 7519), API keys tell nothing. */
final class Subject {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JWT_PARTS = 3;

    private Subject() {}

    static Optional<String> of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != JWT_PARTS) {
            return Optional.empty();
        }
        try {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return Optional.of(JSON.readTree(claims).path("sub").asText("")).filter(sub -> !sub.isEmpty());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
