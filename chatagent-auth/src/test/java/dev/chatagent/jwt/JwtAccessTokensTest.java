package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.testkit.AccessTokensContract;
import dev.chatagent.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAccessTokensTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String KID = SigningKeys.of(SECRET).current().id();
    private static final String HEADER = "{\"alg\":\"HS256\",\"kid\":\"" + KID + "\",\"typ\":\"at+jwt\"}";
    private static final String USER = "11111111-1111-4111-8111-111111111111";
    private static final String LOGIN = "22222222-2222-4222-8222-222222222222";

    private final TestClock clock = TestClock.create();
    private final JwtAccessTokens tokens = new JwtAccessTokens(SigningKeys.of(SECRET), clock);

    @Nested
    class Contract extends AccessTokensContract {
        @Override
        protected AccessTokens create(Clock contractClock) {
            byte[] secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            return new JwtAccessTokens(SigningKeys.of(secret), contractClock);
        }
    }

    private static AccessClaims claims(Instant expiresAt, Set<String> roles) {
        return new AccessClaims(UserId.parse(USER), TenantId.DEFAULT, LoginId.parse(LOGIN), roles, expiresAt);
    }

    private AccessClaims claims() {
        return claims(clock.instant().plus(Duration.ofMinutes(15)), Set.of("user", "admin"));
    }

    private String payload(String sub, String more) {
        long now = clock.instant().getEpochSecond();
        return payload(sub, "" + now, "" + (now + 900), more);
    }

    private static String payload(String sub, String iat, String exp, String more) {
        return "{\"iss\":\"chatagent\",\"aud\":\"chatagent\",\"sub\":" + sub + ",\"tid\":\"default\",\"sid\":\"" + LOGIN
                + "\",\"jti\":\"j\",\"roles\":[\"user\"],\"iat\":" + iat + ",\"exp\":" + exp + more + "}";
    }

    private String payload() {
        return payload("\"" + USER + "\"", "");
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Signed with the right key, as only somebody who has it could. */
    private static String sign(String headerSegment, String payloadSegment) {
        byte[] signature = Algorithm.HMAC256(SECRET)
                .sign(headerSegment.getBytes(StandardCharsets.UTF_8), payloadSegment.getBytes(StandardCharsets.UTF_8));
        return headerSegment + "." + payloadSegment + "." + encode(signature);
    }

    private static String token(String header, String payload) {
        return sign(encode(header), encode(payload));
    }

    @Test
    void token_made_by_hand_in_the_documented_form_is_taken() {
        assertThat(tokens.verify(token(HEADER, payload()))).isPresent();
    }

    @Test
    void token_says_what_is_documented() {
        DecodedJWT token = JWT.decode(tokens.issue(claims()));
        assertThat(token.getAlgorithm()).isEqualTo("HS256");
        assertThat(token.getType()).isEqualTo("at+jwt");
        assertThat(token.getKeyId()).isEqualTo(KID).matches("[0-9a-f]{16}");
        assertThat(token.getIssuer()).isEqualTo("chatagent");
        assertThat(token.getAudience()).containsExactly("chatagent");
        assertThat(token.getSubject()).isEqualTo(USER);
        assertThat(token.getClaim("tid").asString()).isEqualTo("default");
        assertThat(token.getClaim("sid").asString()).isEqualTo(LOGIN);
        assertThat(token.getClaim("roles").asList(String.class)).containsExactly("admin", "user");
        assertThat(token.getIssuedAtAsInstant()).isEqualTo(clock.instant());
        assertThat(token.getExpiresAtAsInstant()).isEqualTo(clock.instant().plusSeconds(900));
        assertThat(token.getId()).isNotBlank();
    }

    @Test
    void key_id_is_the_beginning_of_the_secrets_digest() {
        assertThat(KID).isEqualTo("3eb1bd439947eb76");
    }

    @Test
    void tokens_survive_a_restart_with_the_same_secret() {
        JwtAccessTokens restarted = new JwtAccessTokens(SigningKeys.of(SECRET.clone()), clock);
        assertThat(restarted.verify(tokens.issue(claims()))).contains(claims());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'none','kid':'KID','typ':'at+jwt'}",
                "{'alg':'None','kid':'KID','typ':'at+jwt'}",
                "{'alg':'hs256','kid':'KID','typ':'at+jwt'}",
                "{'alg':'HS384','kid':'KID','typ':'at+jwt'}",
                "{'alg':'HS512','kid':'KID','typ':'at+jwt'}",
                "{'alg':'RS256','kid':'KID','typ':'at+jwt'}",
                "{'alg':'ES256','kid':'KID','typ':'at+jwt'}",
                "{'kid':'KID','typ':'at+jwt'}",
                "{'alg':null,'kid':'KID','typ':'at+jwt'}",
                "{'alg':['HS256'],'kid':'KID','typ':'at+jwt'}",
                "{'alg':'HS256','typ':'at+jwt'}",
                "{'alg':'HS256','kid':null,'typ':'at+jwt'}",
                "{'alg':'HS256','kid':'','typ':'at+jwt'}",
                "{'alg':'HS256','kid':'0000000000000000','typ':'at+jwt'}",
                "{'alg':'HS256','kid':'../../../../dev/null','typ':'at+jwt'}",
                "{'alg':'HS256','kid':'/proc/self/environ','typ':'at+jwt'}",
                "{'alg':'HS256','kid':'x\\u0000','typ':'at+jwt'}",
                "{'alg':'HS256','kid':'KID'}",
                "{'alg':'HS256','kid':'KID','typ':'JWT'}",
                "{'alg':'HS256','kid':'KID','typ':'AT+JWT'}",
                "{'alg':'HS256','kid':'KID','typ':'application/at+jwt'}",
                "{'alg':'HS256','kid':'KID','typ':'at+jwt','jku':'https://example.org/keys'}",
                "{'alg':'HS256','kid':'KID','typ':'at+jwt','jwk':{'kty':'oct','k':'AAAA'}}",
                "{'alg':'HS256','kid':'KID','typ':'at+jwt','x5u':'https://example.org/cert'}",
                "{'alg':'HS256','kid':'KID','typ':'at+jwt','x5c':['AAAA']}",
                "{'alg':'HS256','kid':'KID','typ':'at+jwt','crit':['exp']}",
                "{'alg':'HS256','kid':'KID','typ':'at+jwt','b64':false}",
                "{'alg':'none','alg':'HS256','kid':'KID','typ':'at+jwt'}",
                "{'alg':'HS256','kid':'KID','kid':'KID','typ':'at+jwt'}",
                "{'alg':'HS256','kid':'KID','typ':'at+jwt'} x",
                "null",
                "[]",
                "'HS256'"
            })
    void header_of_any_other_form_is_refused_even_when_signed(String header) {
        String json = header.replace('\'', '"').replace("KID", KID);
        assertThat(tokens.verify(token(json, payload()))).isEmpty();
        assertThat(tokens.verify(encode(json) + "." + encode(payload()) + ".")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iss:",
                "iss:null",
                "iss:\"other\"",
                "iss:[\"chatagent\"]",
                "aud:",
                "aud:\"other\"",
                "aud:[\"chatagent\",\"other\"]",
                "sub:",
                "sub:null",
                "sub:1",
                "sub:\"\"",
                "sub:\"admin\"",
                "sub:\"1-1-1-1-1\"",
                "tid:",
                "tid:null",
                "tid:\"../x\"",
                "tid:{}",
                "sid:",
                "sid:null",
                "sid:\"x\"",
                "jti:",
                "jti:null",
                "jti:1",
                "roles:",
                "roles:null",
                "roles:\"admin\"",
                "roles:[null]",
                "roles:[1]",
                "iat:",
                "iat:null",
                "iat:\"0\"",
                "iat:1.5",
                "iat:99999999999999999999",
                "iat:9223372036854775807",
                "exp:",
                "exp:null",
                "exp:\"9999999999\"",
                "exp:true",
                "exp:1e99",
                "exp:9223372036854775807",
                "exp:-9223372036854775808",
                "exp:0"
            })
    void claim_that_is_missing_or_wrong_is_refused_even_when_signed(String change) {
        String name = change.substring(0, change.indexOf(':'));
        String value = change.substring(change.indexOf(':') + 1);
        String claim = "\"" + name + "\":(\\[[^\\]]*\\]|\"[^\"]*\"|[0-9]+),?";
        String changed = value.isEmpty()
                ? payload().replaceFirst(claim, "").replace(",}", "}")
                : payload()
                        .replaceFirst(
                                "\"" + name + "\":(\\[[^\\]]*\\]|\"[^\"]*\"|[0-9]+)", "\"" + name + "\":" + value);
        assertThat(changed).isNotEqualTo(payload());
        assertThat(tokens.verify(token(HEADER, changed))).isEmpty();
    }

    @Test
    void claim_twice_is_refused_even_when_signed() {
        assertThat(tokens.verify(token(HEADER, payload("\"" + USER + "\"", ",\"roles\":[\"admin\"]"))))
                .isEmpty();
    }

    @Test
    void unknown_claim_is_refused_even_when_signed() {
        assertThat(tokens.verify(token(HEADER, payload("\"" + USER + "\"", ",\"nbf\":0"))))
                .isEmpty();
    }

    @Test
    void deep_payload_is_refused() {
        String deep = "[".repeat(1_400);
        assertThat(tokens.verify(token(HEADER, deep))).isEmpty();
        assertThat(tokens.verify(token(deep, payload()))).isEmpty();
    }

    @Test
    void invalid_utf_8_is_refused() {
        String segment = encode(new byte[] {'{', (byte) 0xC3, '}'});
        assertThat(tokens.verify(sign(encode(HEADER), segment))).isEmpty();
        assertThat(tokens.verify(sign(segment, encode(payload())))).isEmpty();
    }

    @Test
    void other_base64_forms_of_the_same_bytes_are_refused() {
        String[] segments = tokens.issue(claims()).split("\\.", -1);
        String signature = segments[2];
        assertThat(signature).hasSize(43);
        String start = segments[0] + "." + segments[1] + "." + signature.substring(0, 42);
        long taken = IntStream.rangeClosed('0', 'z')
                .filter(c -> tokens.verify(start + (char) c).isPresent())
                .count();
        assertThat(taken).isEqualTo(1);
        assertThat(tokens.verify(start + signature.charAt(42) + "=")).isEmpty();
    }

    @Test
    void other_base64_forms_of_header_and_payload_are_refused_even_when_signed() {
        for (int spaces = 0; spaces < 3; spaces++) {
            String padded = Base64.getUrlEncoder()
                    .encodeToString((payload() + " ".repeat(spaces)).getBytes(StandardCharsets.UTF_8));
            assertThat(tokens.verify(sign(encode(HEADER), padded)).isPresent()).isEqualTo(!padded.endsWith("="));
        }
        assertThat(tokens.verify(sign(encode(HEADER) + "\n", encode(payload()))))
                .isEmpty();
    }

    @Test
    void signature_of_another_length_of_hmac_is_refused() {
        String input = encode(HEADER) + "." + encode(payload());
        byte[] longer = Algorithm.HMAC512(SECRET).sign(input.getBytes(StandardCharsets.UTF_8));
        assertThat(tokens.verify(input + "." + encode(longer))).isEmpty();
        assertThat(tokens.verify(input + ".")).isEmpty();
        assertThat(tokens.verify(input)).isEmpty();
        assertThat(tokens.verify(input + "." + encode(longer) + ".x")).isEmpty();
    }

    @Test
    void token_from_up_to_a_minute_ahead_is_taken() {
        long now = clock.instant().getEpochSecond();
        assertThat(tokens.verify(token(HEADER, payload("\"" + USER + "\"", "" + (now + 60), "" + (now + 900), ""))))
                .isPresent();
        assertThat(tokens.verify(token(HEADER, payload("\"" + USER + "\"", "" + (now + 61), "" + (now + 900), ""))))
                .isEmpty();
    }

    @Test
    void more_roles_than_fit_are_refused_at_issue() {
        Set<String> many = IntStream.range(0, 500)
                .mapToObj(i -> "role-" + UUID.randomUUID())
                .collect(Collectors.toSet());
        assertThatThrownBy(() -> tokens.issue(claims(clock.instant().plusSeconds(900), many)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("500 roles");
    }

    @Test
    void short_secret_is_refused() {
        assertThatThrownBy(() -> SigningKeys.of(new byte[0])).hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> SigningKeys.of(new byte[31])).hasMessageContaining("31 bytes");
    }
}
