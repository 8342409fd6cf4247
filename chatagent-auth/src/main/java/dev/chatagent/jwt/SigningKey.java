package dev.chatagent.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** One key that signs tokens. */
sealed interface SigningKey permits HmacKey, EcKey {
    /** In the order of the characters' values (RFC 4648 section 5). */
    String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /** The {@code kid} of its tokens. */
    String id();

    /** The {@code alg} of its tokens; no token of another one is taken under this key. */
    String name();

    /** For java-jwt to sign with. */
    Algorithm algorithm();

    /** Whether the third of the segments is the signature of the others. */
    boolean signed(String[] segments);

    /** The public half as a JSON Web Key (RFC 7517), where there is one. */
    Optional<Map<String, String>> publicKey();

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads Base64 in its one canonical form: Java's decoder lets padding and stray bits in the last character pass.
     *
     * @throws IllegalArgumentException for any other form
     */
    static byte[] bytes(String base64) {
        byte[] bytes = Base64.getUrlDecoder().decode(base64);
        int unused = base64.length() % 4 == 2 ? 0b1111 : base64.length() % 4 == 3 ? 0b11 : 0;
        char last = base64.isEmpty() ? 'A' : base64.charAt(base64.length() - 1);
        if (last == '=' || (ALPHABET.indexOf(last) & unused) != 0) {
            throw new IllegalArgumentException("not canonical Base64");
        }
        return bytes;
    }
}
