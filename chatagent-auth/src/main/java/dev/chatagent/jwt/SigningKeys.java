package dev.chatagent.jwt;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys whose tokens are taken, one of which signs. Thread-safe. */
interface SigningKeys {
    /** The key that signs now. */
    SigningKey current();

    /** Compares with what is there and looks nothing up, so an id from outside can neither point anywhere nor cause work. */
    Optional<SigningKey> find(String id);

    /** Replaces the signing key. */
    void rotate();

    /** Does what is due by time. */
    void maintain();

    /** The public halves, where there are any. */
    List<Map<String, String>> publicKeys();

    /**
     * One key for ever.
     *
     * @throws IllegalArgumentException when the secret is too short to be safe
     */
    static SigningKeys of(byte[] secret) {
        return new FixedKey(HmacKey.of(secret));
    }

    /** See {@link #of}. */
    record FixedKey(SigningKey current) implements SigningKeys {
        @Override
        public Optional<SigningKey> find(String id) {
            return current.id().equals(id) ? Optional.of(current) : Optional.empty();
        }

        @Override
        public void rotate() {
            throw new IllegalStateException("This key is fixed");
        }

        @Override
        public void maintain() {}

        @Override
        public List<Map<String, String>> publicKeys() {
            return List.of();
        }
    }
}
