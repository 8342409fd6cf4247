package dev.chatagent.limit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A limit as the generic cell rate algorithm counts it by the clock of a server where nodes meet, which is no finer than a microsecond.
 *
 * @param step what one call adds to the load of its key, in microseconds
 * @param tolerance how far a load may reach from now on, in microseconds
 */
public record GcraMicros(RateLimit limit, long step, long tolerance) {
    /** As many nodes may each admit a whole burst before they hear of one another, and all of it is still paid back. */
    private static final int MAX_BURSTS = 16;

    /** Any server keeps this as it is. */
    private static final Pattern HARMLESS = Pattern.compile("[!-~&&[^#]][!-~]{0,199}");

    public static GcraMicros of(RateLimit limit) {
        long step = Math.max(1, limit.period().toNanos() / limit.permits() / 1_000);
        return new GcraMicros(limit, step, step * limit.burst());
    }

    /** How far the load of a key may reach when calls are charged that nobody could refuse any more, in microseconds. */
    public long debt() {
        return tolerance * MAX_BURSTS;
    }

    /** Where the load of a key is kept: a short text that any server takes, another one for each key and limit. */
    public String place(String key) {
        return limit.name() + " " + (HARMLESS.matcher(key).matches() ? key : "#" + digest(key));
    }

    /** Of its characters as they are: half a surrogate pair, which no encoding takes, is a key as well. */
    private static String digest(String key) {
        ByteBuffer bytes = ByteBuffer.allocate(Character.BYTES * key.length());
        bytes.asCharBuffer().put(key);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** @param load how far the key's load reaches from now on, in microseconds, the call with it when it was admitted */
    public RateDecision decision(boolean admitted, long load) {
        return new RateDecision(
                limit,
                admitted,
                (int) Math.max(0, (tolerance - load) / step),
                Duration.of(load, ChronoUnit.MICROS),
                admitted ? Duration.ZERO : Duration.of(load + step - tolerance, ChronoUnit.MICROS));
    }

    /** Where nobody could be asked: admitted, as the first call of its key. */
    public static RateDecision uncounted(RateLimit limit) {
        return new RateDecision(limit, true, limit.burst() - 1, Duration.ZERO, Duration.ZERO);
    }
}
