package dev.chatagent.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.jwt.SigningKeys.SigningKey;
import dev.chatagent.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Access tokens as JWTs (RFC 9068), signed with HMAC-SHA256 by java-jwt. Verification takes exactly the form that
 * {@link #issue} makes and nothing else: these header fields, these claims, each once, of this type, in canonical Base64. So
 * there is no list of attacks to keep (other algorithms, keys that a header points to, duplicate claims), and nothing of a
 * token is believed before its signature was compared. Thread-safe.
 */
final class JwtAccessTokens implements AccessTokens {
    private static final String PARTY = "chatagent";
    private static final String TYPE = "at+jwt";
    private static final String ALGORITHM = "HS256";
    private static final int MAX_LENGTH = 4_096;
    private static final Duration MAX_CLOCK_AHEAD = Duration.ofSeconds(60);

    private final SigningKeys keys;
    private final Clock clock;

    /** First segment of every token that the current key signs: comparing it is cheaper than reading it. */
    private final String header;

    JwtAccessTokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        String sample = builder(keys.current()).sign(keys.current().algorithm());
        this.header = sample.substring(0, sample.indexOf('.'));
    }

    private static JWTCreator.Builder builder(SigningKey key) {
        return JWT.create().withHeader(Map.of("typ", TYPE)).withKeyId(key.id());
    }

    record Header(String alg, String kid, String typ) {}

    /** All of them; a missing one makes reading fail. */
    record Claims(
            String iss,
            String aud,
            String sub,
            String tid,
            String sid,
            String jti,
            List<String> roles,
            Long iat,
            Long exp) {
        Claims {
            Objects.requireNonNull(sub);
            Objects.requireNonNull(tid);
            Objects.requireNonNull(sid);
            Objects.requireNonNull(jti);
            Objects.requireNonNull(iat);
            Objects.requireNonNull(exp);
            roles = List.copyOf(roles);
        }
    }

    @Override
    public String issue(AccessClaims claims) {
        SigningKey key = keys.current();
        String token = builder(key)
                .withIssuer(PARTY)
                .withAudience(PARTY)
                .withSubject(claims.user().toString())
                .withClaim("tid", claims.tenant().value())
                .withClaim("sid", claims.login().toString())
                .withJWTId(UUID.randomUUID().toString())
                .withClaim("roles", claims.roles().stream().sorted().toList())
                .withIssuedAt(clock.instant())
                .withExpiresAt(claims.expiresAt())
                .sign(key.algorithm());
        if (token.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("An access token has room for about 80 role names; user " + claims.user()
                    + " has " + claims.roles().size() + " roles.");
        }
        return token;
    }

    @Override
    public Optional<AccessClaims> verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String[] segments = token.split("\\.", -1);
        if (segments.length != 3) {
            return Optional.empty();
        }
        try {
            return signed(segments) ? claims(segments[1]) : Optional.empty();
        } catch (ChatAgentException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty(); // not our JSON, not Base64, not an id, not a time
        }
    }

    private boolean signed(String[] segments) {
        return key(segments[0])
                .filter(key -> MessageDigest.isEqual(ascii(signature(key, segments)), ascii(segments[2])))
                .isPresent();
    }

    private Optional<SigningKey> key(String segment) {
        if (segment.equals(header)) {
            return Optional.of(keys.current());
        }
        Header read = Json.read(decode(segment), Header.class);
        return ALGORITHM.equals(read.alg()) && TYPE.equals(read.typ()) ? keys.find(read.kid()) : Optional.empty();
    }

    /** The one text of the signature; comparing texts refuses every other Base64 form of the same bytes. */
    private static String signature(SigningKey key, String[] segments) {
        return encode(key.algorithm().sign(ascii(segments[0]), ascii(segments[1])));
    }

    private Optional<AccessClaims> claims(String segment) {
        Claims claims = Json.read(decode(segment), Claims.class);
        Instant now = clock.instant();
        Instant expiresAt = Instant.ofEpochSecond(claims.exp());
        boolean ours = PARTY.equals(claims.iss()) && PARTY.equals(claims.aud());
        boolean notYet = Instant.ofEpochSecond(claims.iat()).isAfter(now.plus(MAX_CLOCK_AHEAD));
        if (!ours || notYet || !now.isBefore(expiresAt)) {
            return Optional.empty();
        }
        return Optional.of(new AccessClaims(
                UserId.parse(claims.sub()),
                new TenantId(claims.tid()),
                LoginId.parse(claims.sid()),
                Set.copyOf(claims.roles()),
                expiresAt));
    }

    /** Java's decoder lets padding and stray bits in the last character pass. */
    private static byte[] decode(String segment) {
        byte[] bytes = Base64.getUrlDecoder().decode(segment);
        if (!encode(bytes).equals(segment)) {
            throw new IllegalArgumentException("not canonical Base64");
        }
        return bytes;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
