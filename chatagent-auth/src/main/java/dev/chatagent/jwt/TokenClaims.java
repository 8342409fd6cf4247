package dev.chatagent.jwt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an access token says, read in one pass: these claims, each once and of its type, and nothing else. */
final class TokenClaims {
    private static final JsonFactory JSON = new JsonFactory();

    private @Nullable String iss;
    private @Nullable String aud;
    private @Nullable String sub;
    private @Nullable String tid;
    private @Nullable String sid;
    private @Nullable String jti;
    private @Nullable Set<String> roles;
    private @Nullable Long iat;
    private @Nullable Long exp;
    private @Nullable String act;

    private TokenClaims() {}

    /** @throws IllegalArgumentException for anything but one object of the claims, all of them but {@code act} */
    static TokenClaims read(byte[] json) {
        TokenClaims claims = new TokenClaims();
        try (JsonParser parser = JSON.createParser(new String(json, StandardCharsets.UTF_8))) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                claims.take(name, parser);
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        present(claims.jti);
        return claims;
    }

    private void take(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "iss" -> iss = first(iss, text(parser));
            case "aud" -> aud = first(aud, text(parser));
            case "sub" -> sub = first(sub, text(parser));
            case "tid" -> tid = first(tid, text(parser));
            case "sid" -> sid = first(sid, text(parser));
            case "jti" -> jti = first(jti, text(parser));
            case "roles" -> roles = first(roles, texts(parser));
            case "iat" -> iat = first(iat, number(parser));
            case "exp" -> exp = first(exp, number(parser));
            case "act" -> act = first(act, actor(parser));
            default -> throw refused();
        }
    }

    private static <T> T first(@Nullable T before, T value) {
        require(before == null);
        return value;
    }

    private static String text(JsonParser parser) throws IOException {
        return present(parser.nextTextValue());
    }

    private static long number(JsonParser parser) throws IOException {
        require(parser.nextToken() == JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    private static Set<String> texts(JsonParser parser) throws IOException {
        require(parser.nextToken() == JsonToken.START_ARRAY);
        Set<String> texts = new HashSet<>();
        for (String text = parser.nextTextValue(); text != null; text = parser.nextTextValue()) {
            texts.add(text);
        }
        require(parser.currentToken() == JsonToken.END_ARRAY);
        return texts;
    }

    /** Who acts for the subject (RFC 8693 section 4.1). */
    private static String actor(JsonParser parser) throws IOException {
        require(parser.nextToken() == JsonToken.START_OBJECT && "sub".equals(parser.nextFieldName()));
        String actor = text(parser);
        require(parser.nextToken() == JsonToken.END_OBJECT);
        return actor;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw refused();
        }
        return value;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw refused();
        }
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("not the claims of an access token");
    }

    String issuer() {
        return present(iss);
    }

    String audience() {
        return present(aud);
    }

    String user() {
        return present(sub);
    }

    String tenant() {
        return present(tid);
    }

    String login() {
        return present(sid);
    }

    Set<String> roles() {
        return present(roles);
    }

    long issuedAt() {
        return present(iat);
    }

    long expiresAt() {
        return present(exp);
    }

    /** The user, unless somebody acts for them. */
    String actor() {
        return act == null ? user() : act;
    }
}
