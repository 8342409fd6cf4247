package dev.chatagent.benchmarks;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.JWTVerifier;
import dev.chatagent.RuntimeContext;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.SecretBox;
import dev.chatagent.config.Environment;
import dev.chatagent.config.HomeDirectory;
import dev.chatagent.config.Settings;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.jwt.AuthModule;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Verifying an access token: remembered against the least that HMAC costs, not remembered against java-jwt. */
final class TokenVerify implements Row {
    /** Every request brings its token as a text of its own, whose hash nobody knows yet. */
    private static final String SCHEME = "Bearer ";

    @Override
    public String name() {
        return "token";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        return List.of(remembered(scale), verified(scale));
    }

    private static Line remembered(Scale scale) throws Exception {
        try (Folder home = Folder.create();
                Backend backend = Backend.start(home.path(), 4)) {
            String header = SCHEME + backend.person().accessToken();
            HmacFloor floor = new HmacFloor(header.substring(SCHEME.length()));
            return Duel.tight(
                            scale,
                            () -> backend.runtime().authenticator().authenticate(header.substring(SCHEME.length())),
                            () -> floor.verify(header.substring(SCHEME.length())))
                    .line("token verify, remembered", "HMAC floor", Bar.atLeast(1.2));
        }
    }

    private static Line verified(Scale scale) throws Exception {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 7);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (AccessTokens tokens = tokens(secret, scheduler)) {
            tokens.maintain(); // makes the first key
            String token = tokens.issue(claims());
            String header = SCHEME + token;
            String signedAgain = SCHEME + signed(token, Algorithm.HMAC256(secret));
            JWTVerifier verifier = JWT.require(Algorithm.HMAC256(secret))
                    .withIssuer("chatagent")
                    .withAudience("chatagent")
                    .build();
            return Duel.tight(
                            scale,
                            () -> tokens.verify(header.substring(SCHEME.length()))
                                    .orElseThrow(),
                            () -> verifier.verify(signedAgain.substring(SCHEME.length())))
                    .line("token verify, new", "java-jwt", Bar.atLeast(0.95));
        } finally {
            scheduler.shutdown();
        }
    }

    /** The same token under another key: the one of the ring is nobody else's business. */
    private static String signed(String token, Algorithm algorithm) {
        String[] segments = token.split("\\.", -1);
        byte[] signature = algorithm.sign(
                segments[0].getBytes(StandardCharsets.US_ASCII), segments[1].getBytes(StandardCharsets.US_ASCII));
        return segments[0] + "." + segments[1] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    static AccessTokens tokens(byte[] secret, ScheduledExecutorService scheduler) {
        return new AuthModule()
                .accessTokens(
                        new RuntimeContext(
                                Settings.defaults(),
                                Environment.PRODUCTION,
                                new HomeDirectory(Path.of("unused")),
                                (name, generator) -> secret,
                                new SecretBox(secret),
                                Clock.systemUTC(),
                                scheduler,
                                scheduler),
                        InMemoryStorage.create())
                .orElseThrow();
    }

    private static AccessClaims claims() {
        return new AccessClaims(
                new UserId(UUID.randomUUID()),
                TenantId.DEFAULT,
                new LoginId(UUID.randomUUID()),
                Set.of("user"),
                Instant.now().plusSeconds(3_600));
    }
}
