package dev.chatagent.jwt;

import dev.chatagent.auth.SecretBox;
import dev.chatagent.auth.SigningKeyRecord;
import dev.chatagent.auth.SigningKeyRepository;
import dev.chatagent.config.TokenAlgorithm;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of all nodes of one database. A new key is announced a few seconds before it signs, so that every node knows it by
 * then and none ever looks up a key because a token names it; a replaced key goes on verifying until its last token is dead.
 */
final class KeyRing implements SigningKeys {
    /** Longer than nodes take to learn of a key: they look once a second. */
    static final Duration ANNOUNCEMENT = Duration.ofSeconds(5);

    /** How far clocks of nodes may differ. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");
    private static final int ID_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Storage storage;
    private final SecretBox box;
    private final Clock clock;
    private final Policy policy;
    private volatile Map<String, Entry> ring = Map.of();
    private volatile boolean opened;

    /** How keys are made and replaced. */
    record Policy(TokenAlgorithm algorithm, Duration rotation, Duration tokenLifetime) {}

    private record Entry(SigningKey key, Instant createdAt, Instant retiresAt) {}

    /** Has no keys before {@link #maintain}. */
    KeyRing(Storage storage, SecretBox box, Clock clock, Policy policy) {
        this.storage = storage;
        this.box = box;
        this.clock = clock;
        this.policy = policy;
    }

    /** The ring of that storage, with a key to sign with. */
    static KeyRing open(Storage storage, SecretBox box, Clock clock, Policy policy) {
        KeyRing ring = new KeyRing(storage, box, clock, policy);
        ring.maintain();
        return ring;
    }

    private void makeFirst() {
        storage.write(unit -> {
            boolean any = unit.get(SigningKeyRepository.class).all().stream().anyMatch(this::signs);
            if (!any) {
                insert(unit);
            }
            return any;
        });
    }

    private boolean signs(SigningKeyRecord key) {
        return key.algorithm().equals(policy.algorithm().name());
    }

    private String insert(UnitOfWork unit) {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String sealed = box.seal(fresh(), context(id));
        unit.get(SigningKeyRepository.class)
                .insert(new SigningKeyRecord(id, policy.algorithm().name(), sealed, now, NEVER));
        return id;
    }

    private byte[] fresh() {
        if (policy.algorithm() == TokenAlgorithm.ES256) {
            return EcKey.generate();
        }
        byte[] secret = new byte[HmacKey.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    private static String context(String id) {
        return "signing key " + id;
    }

    /** Only keys that are new to this node have to be unsealed. */
    private synchronized void load() {
        Map<String, Entry> known = ring;
        Map<String, Entry> loaded = new LinkedHashMap<>();
        List<SigningKeyRecord> records =
                storage.read(unit -> unit.get(SigningKeyRepository.class).all());
        for (SigningKeyRecord each : records) {
            Entry entry = known.get(each.id());
            SigningKey key = entry == null ? unseal(each) : entry.key();
            loaded.put(each.id(), new Entry(key, each.createdAt(), each.retiresAt()));
        }
        ring = loaded;
    }

    private SigningKey unseal(SigningKeyRecord key) {
        byte[] secret = box.open(key.sealed(), context(key.id()));
        return key.algorithm().equals(TokenAlgorithm.ES256.name())
                ? EcKey.of(key.id(), secret)
                : HmacKey.of(key.id(), secret);
    }

    /** A good token must not be called a bad one because its key has not been read yet. */
    private void requireOpened() {
        if (!opened) {
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE, "The keys of the tokens cannot be read from the database yet. Try again.");
        }
    }

    /** The newest that every node knows; while there is none, the oldest, which was there first. */
    @Override
    public SigningKey current() {
        requireOpened();
        Instant announced = clock.instant().minus(ANNOUNCEMENT);
        SigningKey oldest = null;
        for (Entry entry : ring.values()) { // newest first
            if (!entry.key().name().equals(policy.algorithm().name())) {
                continue;
            }
            if (!entry.createdAt().isAfter(announced)) {
                return entry.key();
            }
            oldest = entry.key();
        }
        if (oldest == null) {
            throw new IllegalStateException("There is no key to sign tokens with");
        }
        return oldest;
    }

    @Override
    public Optional<SigningKey> find(String id) {
        requireOpened();
        return Optional.ofNullable(ring.get(id))
                .filter(entry -> clock.instant().isBefore(entry.retiresAt()))
                .map(Entry::key);
    }

    @Override
    public void rotate() {
        Instant end =
                clock.instant().plus(ANNOUNCEMENT).plus(policy.tokenLifetime()).plus(SLACK);
        storage.write(unit -> {
            String id = insert(unit);
            unit.get(SigningKeyRepository.class).retireOthers(id, end.truncatedTo(ChronoUnit.MILLIS));
            return id;
        });
        load();
    }

    @Override
    public void maintain() {
        if (!opened) {
            makeFirst();
            load();
            opened = true;
        } else {
            load();
        }
        Instant now = clock.instant();
        boolean young = ring.values().stream()
                .filter(entry -> entry.key().name().equals(policy.algorithm().name()))
                .anyMatch(entry -> entry.createdAt().plus(policy.rotation()).isAfter(now));
        if (!young) {
            rotate();
        }
        if (ring.values().stream().anyMatch(entry -> !now.isBefore(entry.retiresAt()))) {
            storage.write(unit -> unit.get(SigningKeyRepository.class).prune(now));
            load();
        }
    }

    @Override
    public List<Map<String, String>> publicKeys() {
        return ring.values().stream()
                .flatMap(entry -> entry.key().publicKey().stream())
                .toList();
    }
}
