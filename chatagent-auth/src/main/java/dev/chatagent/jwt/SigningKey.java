package dev.chatagent.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** One key that signs tokens. */
sealed interface SigningKey permits HmacKey, EcKey {
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
}
