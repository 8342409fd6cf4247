package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import dev.chatagent.auth.AccessClaims;
import dev.chatagent.auth.SecretBox;
import dev.chatagent.auth.SigningKeyRecord;
import dev.chatagent.auth.SigningKeyRepository;
import dev.chatagent.config.TokenAlgorithm;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final Duration ROTATION = Duration.ofDays(30);

    private final TestClock clock = TestClock.create();
    private final InMemoryStorage storage = InMemoryStorage.create();
    private final SecretBox box = new SecretBox(new byte[32]);

    private JwtAccessTokens node(TokenAlgorithm algorithm) {
        KeyRing.Policy policy = new KeyRing.Policy(algorithm, ROTATION, LIFETIME);
        return new JwtAccessTokens(KeyRing.open(storage, box, clock, policy), clock);
    }

    private String token(JwtAccessTokens tokens) {
        return tokens.issue(new AccessClaims(
                new UserId(UUID.randomUUID()),
                TenantId.DEFAULT,
                new LoginId(UUID.randomUUID()),
                Set.of("user"),
                clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS)));
    }

    private List<SigningKeyRecord> stored() {
        return storage.read(unit -> unit.get(SigningKeyRepository.class).all());
    }

    @Test
    void nodes_of_one_database_take_each_others_tokens() {
        JwtAccessTokens here = node(TokenAlgorithm.HS256);
        JwtAccessTokens there = node(TokenAlgorithm.HS256);
        assertThat(there.verify(token(here))).isPresent();
        assertThat(here.verify(token(there))).isPresent();
        assertThat(stored()).hasSize(1);
    }

    @Test
    void new_key_signs_once_every_node_knows_it_and_the_old_one_verifies_on() {
        JwtAccessTokens here = node(TokenAlgorithm.HS256);
        JwtAccessTokens there = node(TokenAlgorithm.HS256);
        String old = token(here);
        clock.advance(Duration.ofSeconds(1));
        here.rotate();
        assertThat(JWT.decode(token(here)).getKeyId()).isEqualTo(JWT.decode(old).getKeyId());
        there.maintain();
        clock.advance(KeyRing.ANNOUNCEMENT);
        String fresh = token(here);
        assertThat(JWT.decode(fresh).getKeyId()).isNotEqualTo(JWT.decode(old).getKeyId());
        for (JwtAccessTokens node : List.of(here, there)) {
            assertThat(node.verify(old)).isPresent();
            assertThat(node.verify(fresh)).isPresent();
        }
    }

    @Test
    void keys_are_replaced_when_they_are_old_and_forgotten_when_their_tokens_are_dead() {
        JwtAccessTokens tokens = node(TokenAlgorithm.HS256);
        clock.advance(ROTATION.minusSeconds(1));
        tokens.maintain();
        assertThat(stored()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        tokens.maintain();
        assertThat(stored()).hasSize(2);
        String last = token(tokens);
        clock.advance(LIFETIME.minusSeconds(1));
        assertThat(tokens.verify(last)).isPresent();
        clock.advance(ROTATION);
        tokens.maintain();
        assertThat(stored()).hasSize(2);
    }

    /** Whoever has stolen a replaced key signs tokens that end later than any of ours. */
    @Test
    void replaced_key_verifies_nothing_once_its_last_token_is_dead() {
        JwtAccessTokens tokens = node(TokenAlgorithm.HS256);
        clock.advance(Duration.ofSeconds(1));
        tokens.rotate();
        String forged = tokens.issue(new AccessClaims(
                new UserId(UUID.randomUUID()),
                TenantId.DEFAULT,
                new LoginId(UUID.randomUUID()),
                Set.of("admin"),
                clock.instant().plus(Duration.ofDays(20)).truncatedTo(ChronoUnit.SECONDS)));
        assertThat(tokens.verify(forged)).isPresent();
        clock.advance(LIFETIME.plus(Duration.ofMinutes(2)));
        assertThat(tokens.verify(forged)).isEmpty();
        tokens.maintain();
        assertThat(stored()).hasSize(1);
        assertThat(tokens.verify(token(tokens))).isPresent();
    }

    @Test
    void keys_survive_a_restart_and_are_sealed() {
        String token = token(node(TokenAlgorithm.HS256));
        assertThat(node(TokenAlgorithm.HS256).verify(token)).isPresent();
        byte[] other = new byte[32];
        other[0] = 1;
        KeyRing.Policy policy = new KeyRing.Policy(TokenAlgorithm.HS256, ROTATION, LIFETIME);
        assertThatThrownBy(() -> KeyRing.open(storage, new SecretBox(other), clock, policy))
                .hasMessageContaining("CHATAGENT_SECRET");
    }

    @Test
    void fresh_installs_share_no_secret() {
        SigningKeyRecord here = openElsewhere();
        SigningKeyRecord there = openElsewhere();
        assertThat(here.id()).isNotEqualTo(there.id());
        assertThat(box.open(here.sealed(), "signing key " + here.id()))
                .isNotEqualTo(box.open(there.sealed(), "signing key " + there.id()));
    }

    private SigningKeyRecord openElsewhere() {
        InMemoryStorage other = InMemoryStorage.create();
        KeyRing.open(other, box, clock, new KeyRing.Policy(TokenAlgorithm.HS256, ROTATION, LIFETIME));
        return other.read(unit -> unit.get(SigningKeyRepository.class).all()).get(0);
    }

    @Test
    void anybody_can_verify_es256_with_the_published_key() throws Exception {
        JwtAccessTokens tokens = node(TokenAlgorithm.ES256);
        String token = token(tokens);
        assertThat(tokens.verify(token)).isPresent();
        Map<String, String> jwk = tokens.publicKeys().get(0);
        assertThat(jwk).containsEntry("kid", JWT.decode(token).getKeyId()).doesNotContainKey("d");
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point =
                new ECPoint(number(Objects.requireNonNull(jwk.get("x"))), number(Objects.requireNonNull(jwk.get("y"))));
        ECPublicKey key = (ECPublicKey) KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
        Algorithm.ECDSA256(key, null).verify(JWT.decode(token));
        String other = token(node(TokenAlgorithm.HS256));
        assertThatThrownBy(() -> Algorithm.ECDSA256(key, null).verify(JWT.decode(other)))
                .isInstanceOf(SignatureVerificationException.class);
    }

    private static BigInteger number(String text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }

    @Test
    void public_key_is_no_hmac_secret() {
        JwtAccessTokens tokens = node(TokenAlgorithm.ES256);
        String token = token(tokens);
        String[] segments = token.split("\\.", -1);
        byte[] publicKey = ((EcKey)
                        KeyRing.open(storage, box, clock, new KeyRing.Policy(TokenAlgorithm.ES256, ROTATION, LIFETIME))
                                .current())
                .publicHalf()
                .getEncoded();
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        ("{\"alg\":\"HS256\",\"kid\":\"" + JWT.decode(token).getKeyId() + "\",\"typ\":\"at+jwt\"}")
                                .getBytes(StandardCharsets.UTF_8));
        byte[] signature = Algorithm.HMAC256(publicKey)
                .sign(header.getBytes(StandardCharsets.US_ASCII), segments[1].getBytes(StandardCharsets.US_ASCII));
        String forged = header + "." + segments[1] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        assertThat(tokens.verify(forged)).isEmpty();
    }

    @Test
    void changing_the_algorithm_keeps_the_tokens_that_are_out() {
        String old = token(node(TokenAlgorithm.HS256));
        JwtAccessTokens changed = node(TokenAlgorithm.ES256);
        assertThat(changed.verify(old)).isPresent();
        assertThat(JWT.decode(token(changed)).getAlgorithm()).isEqualTo("ES256");
    }
}
