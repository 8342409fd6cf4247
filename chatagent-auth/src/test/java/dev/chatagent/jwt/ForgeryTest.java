package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.algorithms.Algorithm;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.RandomToken;
import dev.chatagent.auth.SecretBox;
import dev.chatagent.config.TokenAlgorithm;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens of a key ring of either algorithm, forged by people who know everything but the private keys. */
class ForgeryTest {
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String ODD = BASE64 + "+/=. \n\u0000\u00e9{}\"";

    private final TestClock clock = TestClock.create();
    private final Random random;

    ForgeryTest() {
        long seed = Long.getLong("chatagent.seed", System.nanoTime());
        random = new Random(seed);
        System.out.println("ForgeryTest: -Dchatagent.seed=" + seed);
    }

    private JwtAccessTokens ring(TokenAlgorithm algorithm) {
        KeyRing.Policy policy = new KeyRing.Policy(algorithm, Duration.ofDays(30), LIFETIME);
        return new JwtAccessTokens(
                KeyRing.open(InMemoryStorage.create(), new SecretBox(new byte[32]), clock, policy), clock);
    }

    private String token(JwtAccessTokens tokens) {
        return tokens.issue(new AccessClaims(
                new UserId(UUID.randomUUID()),
                TenantId.DEFAULT,
                new LoginId(UUID.randomUUID()),
                Set.of("user"),
                clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS)));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String segment) {
        return new String(Base64.getUrlDecoder().decode(segment), StandardCharsets.UTF_8);
    }

    private static String sign(Algorithm algorithm, String header, String payload) {
        byte[] signature =
                algorithm.sign(header.getBytes(StandardCharsets.US_ASCII), payload.getBytes(StandardCharsets.US_ASCII));
        return header + "." + payload + "." + encode(signature);
    }

    @ParameterizedTest
    @EnumSource
    void other_headers_over_a_good_payload_are_refused(TokenAlgorithm algorithm) {
        JwtAccessTokens tokens = ring(algorithm);
        String good = token(tokens);
        assertThat(tokens.verify(good)).isPresent();
        String[] parts = good.split("\\.", -1);
        String header = decode(parts[0]);
        String kid = header.replaceFirst(".*\"kid\":\"([0-9a-f]+)\".*", "$1");
        String alg = "\"alg\":\"" + algorithm + "\"";
        String other = algorithm == TokenAlgorithm.HS256 ? "ES256" : "HS256";
        assertThat(header).contains(kid, alg);
        List<String> forged = List.of(
                header.replace(alg, "\"alg\":\"none\""),
                header.replace(alg, "\"alg\":\"NONE\""),
                header.replace(alg, "\"alg\":\"\""),
                header.replace(alg, "\"alg\":\"" + other + "\""),
                header.replace(alg, alg + "," + alg),
                header.replace(kid, "0".repeat(kid.length())),
                header.replace(kid, kid + "' OR '1'='1"),
                header.replace(kid, "' UNION SELECT sealed FROM signing_key --"),
                header.replace(kid, "../" + kid),
                header.replace(kid, "../../secrets/master"),
                header.replace(kid, "/dev/null"),
                header.replace(kid, "https://example.org/" + kid),
                header.replace("}", ",\"jku\":\"https://example.org/jwks\"}"),
                header.replace("}", ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}"),
                header.replace("}", ",\"x5u\":\"https://example.org/cert\"}"),
                header.replace("}", ",\"x5c\":[\"AAAA\"]}"),
                header.replace("at+jwt", "JWT"),
                header.replace("at+jwt", "rt+jwt"));
        for (String each : forged) {
            assertThat(each).isNotEqualTo(header);
            String start = encode(each) + "." + parts[1];
            assertThat(tokens.verify(start + "." + parts[2])).as(each).isEmpty();
            assertThat(tokens.verify(start + ".")).as(each).isEmpty();
            assertThat(tokens.verify(sign(Algorithm.HMAC256(new byte[32]), encode(each), parts[1])))
                    .as(each)
                    .isEmpty();
        }
    }

    /** The classic: the public key, which everybody has, taken for the secret of an HMAC. */
    @Test
    void public_key_is_no_hmac_secret() {
        JwtAccessTokens tokens = ring(TokenAlgorithm.ES256);
        String[] parts = token(tokens).split("\\.", -1);
        Map<String, String> key = tokens.publicKeys().get(0);
        String header = decode(parts[0]);
        String x = Objects.requireNonNull(key.get("x"));
        String y = Objects.requireNonNull(key.get("y"));
        String kid = Objects.requireNonNull(key.get("kid"));
        List<byte[]> secrets = List.of(
                Base64.getUrlDecoder().decode(x),
                Base64.getUrlDecoder().decode(y),
                (x + y).getBytes(StandardCharsets.US_ASCII),
                key.toString().getBytes(StandardCharsets.UTF_8),
                kid.getBytes(StandardCharsets.UTF_8));
        for (byte[] secret : secrets) {
            for (String each : List.of(header, header.replace("ES256", "HS256"))) {
                assertThat(tokens.verify(sign(Algorithm.HMAC256(secret), encode(each), parts[1])))
                        .isEmpty();
            }
        }
    }

    /** ECDSA's own weak spots: r and s of 0 (CVE-2022-21449), DER instead of the two numbers, other lengths. */
    @Test
    void other_forms_of_an_ecdsa_signature_are_refused() {
        JwtAccessTokens tokens = ring(TokenAlgorithm.ES256);
        String good = token(tokens);
        String start = good.substring(0, good.lastIndexOf('.') + 1);
        byte[] signature = Base64.getUrlDecoder().decode(good.substring(start.length()));
        assertThat(signature).hasSize(64);
        byte[] der = new byte[72];
        der[0] = 0x30;
        der[1] = 70;
        System.arraycopy(signature, 0, der, 4, 32);
        System.arraycopy(signature, 32, der, 38, 32);
        byte[] longer = Arrays.copyOf(signature, 65);
        for (byte[] each : List.of(new byte[64], new byte[0], new byte[1], der, longer, Arrays.copyOf(signature, 63))) {
            assertThat(tokens.verify(start + encode(each))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refresh_tokens_api_keys_huge_and_empty_texts_are_no_access_tokens(TokenAlgorithm algorithm) {
        JwtAccessTokens tokens = ring(algorithm);
        String good = token(tokens);
        String[] parts = good.split("\\.", -1);
        String huge = "A".repeat(1024 * 1024);
        for (String each : List.of(
                RandomToken.create().text(),
                "cak_" + RandomToken.create().text(),
                "",
                ".",
                "..",
                "...",
                good + ".",
                "." + good,
                good + "\n",
                " " + good,
                huge,
                huge + "." + parts[1] + "." + parts[2],
                parts[0] + "." + huge + "." + parts[2],
                parts[0] + "." + parts[1] + "." + huge,
                ".".repeat(1024 * 1024))) {
            assertThat(tokens.verify(each)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void token_of_another_ring_is_refused(TokenAlgorithm algorithm) {
        assertThat(ring(algorithm).verify(token(ring(algorithm)))).isEmpty();
        assertThat(ring(algorithm).verify(token(ring(TokenAlgorithm.HS256)))).isEmpty();
        assertThat(ring(algorithm).verify(token(ring(TokenAlgorithm.ES256)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void token_ends_to_the_second(TokenAlgorithm algorithm) {
        JwtAccessTokens tokens = ring(algorithm);
        String token = token(tokens);
        clock.advance(LIFETIME.minusMillis(1));
        assertThat(tokens.verify(token)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void none_of_twenty_thousand_changed_tokens_is_taken() {
        change(20_000);
    }

    @Test
    @Tag("long")
    void none_of_a_hundred_thousand_changed_tokens_is_taken() {
        change(100_000);
    }

    /** Half of them of each algorithm. A change that leaves the text as it was is no forgery and is not counted. */
    private void change(int times) {
        int rejected = 0;
        for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
            JwtAccessTokens tokens = ring(algorithm);
            List<String> good = List.of(token(tokens), token(tokens), token(tokens));
            Set<String> known = new HashSet<>(good);
            for (int i = 0; i < times / 2; ) {
                String changed = mutate(good);
                if (!known.contains(changed)) {
                    i++;
                    rejected++;
                    assertThat(tokens.verify(changed)).as(changed).isEmpty();
                }
            }
            assertThat(good)
                    .allSatisfy(token -> assertThat(tokens.verify(token)).isPresent());
        }
        System.out.println("ForgeryTest: " + rejected + " changed tokens refused");
    }

    private String mutate(List<String> good) {
        String token = good.get(random.nextInt(good.size()));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            token = mutate(token, good.get(random.nextInt(good.size())));
        }
        return token;
    }

    private String mutate(String token, String other) {
        if (token.isEmpty()) {
            return other;
        }
        int at = random.nextInt(token.length());
        return switch (random.nextInt(8)) {
            case 0 -> token.substring(0, at) + pick(BASE64) + token.substring(at + 1);
            case 1 -> token.substring(0, at) + token.substring(at + 1);
            case 2 -> token.substring(0, at) + pick(ODD) + token.substring(at);
            case 3 ->
                token.substring(0, at) + (char) (token.charAt(at) ^ (1 << random.nextInt(7))) + token.substring(at + 1);
            case 4 -> token.substring(0, Math.max(1, at));
            case 5 -> swapSegment(token, other);
            case 6 -> changeByte(token);
            default -> token.substring(0, at) + other.substring(Math.min(at, other.length()));
        };
    }

    private char pick(String alphabet) {
        return alphabet.charAt(random.nextInt(alphabet.length()));
    }

    private String swapSegment(String token, String other) {
        String[] mine = token.split("\\.", -1);
        String[] theirs = other.split("\\.", -1);
        int which = random.nextInt(Math.min(mine.length, theirs.length));
        mine[which] = theirs[which];
        return String.join(".", mine);
    }

    /** One byte below the Base64 of one segment, which stays canonical. */
    private String changeByte(String token) {
        String[] segments = token.split("\\.", -1);
        int which = random.nextInt(segments.length);
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(segments[which]);
        } catch (IllegalArgumentException e) {
            return token + "x";
        }
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        segments[which] = encode(bytes);
        return String.join(".", segments);
    }
}
