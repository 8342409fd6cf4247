package dev.chatagent.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.wire.Json;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Access tokens as JWTs (RFC 9068), signed by java-jwt. Verification takes exactly the form that
 * {@link #issue} makes and nothing else: these header fields, these claims, each once, of this type, in canonical Base64. So
 * there is no list of attacks to keep (other algorithms, keys that a header points to, duplicate claims), and nothing of a
 * token is believed before its signature was compared. Thread-safe.
 */
final class JwtAccessTokens implements AccessTokens {
    private static final String PARTY = "chatagent";
    private static final String TYPE = "at+jwt";
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_HEADERS = 256;
    private static final Duration MAX_CLOCK_AHEAD = Duration.ofSeconds(60);

    private final SigningKeys keys;
    private final Clock clock;

    /** First segments that stood under a good signature, and their keys: looking one up is cheaper than reading it. */
    private final Map<String, String> headers = new ConcurrentHashMap<>();

    JwtAccessTokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    record Header(String alg, String kid, String typ) {}

    @Override
    public String issue(AccessClaims claims) {
        SigningKey key = keys.current();
        JWTCreator.Builder builder = JWT.create()
                .withHeader(Map.of("typ", TYPE))
                .withKeyId(key.id())
                .withIssuer(PARTY)
                .withAudience(PARTY)
                .withSubject(claims.user().toString())
                .withClaim("tid", claims.tenant().value())
                .withClaim("sid", claims.login().toString())
                .withJWTId(UUID.randomUUID().toString())
                .withClaim("roles", claims.roles().stream().sorted().toList())
                .withIssuedAt(clock.instant())
                .withExpiresAt(claims.expiresAt());
        if (!claims.actor().equals(claims.user())) {
            builder.withClaim("act", Map.of("sub", claims.actor().toString()));
        }
        String token = builder.sign(key.algorithm());
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
        Optional<SigningKey> key = key(segments[0]).filter(found -> found.signed(segments));
        key.ifPresent(found -> remember(segments[0], found));
        return key.isPresent();
    }

    private Optional<SigningKey> key(String segment) {
        String known = headers.get(segment);
        if (known != null) {
            return keys.find(known);
        }
        Header header = Json.read(SigningKey.bytes(segment), Header.class);
        return TYPE.equals(header.typ())
                ? keys.find(header.kid()).filter(key -> key.name().equals(header.alg()))
                : Optional.empty();
    }

    private void remember(String segment, SigningKey key) {
        if (headers.size() >= MAX_HEADERS) {
            headers.clear();
        }
        headers.put(segment, key.id());
    }

    private Optional<AccessClaims> claims(String segment) {
        TokenClaims claims = TokenClaims.read(SigningKey.bytes(segment));
        Instant now = clock.instant();
        Instant expiresAt = Instant.ofEpochSecond(claims.expiresAt());
        boolean ours = PARTY.equals(claims.issuer()) && PARTY.equals(claims.audience());
        boolean notYet = Instant.ofEpochSecond(claims.issuedAt()).isAfter(now.plus(MAX_CLOCK_AHEAD));
        if (!ours || notYet || !now.isBefore(expiresAt)) {
            return Optional.empty();
        }
        UserId user = UserId.parse(claims.user());
        return Optional.of(new AccessClaims(
                user,
                new TenantId(claims.tenant()),
                LoginId.parse(claims.login()),
                claims.roles(),
                expiresAt,
                claims.actor().equals(claims.user()) ? user : UserId.parse(claims.actor())));
    }

    @Override
    public void rotate() {
        keys.rotate();
    }

    @Override
    public void maintain() {
        keys.maintain();
    }

    @Override
    public List<Map<String, String>> publicKeys() {
        return keys.publicKeys();
    }
}
