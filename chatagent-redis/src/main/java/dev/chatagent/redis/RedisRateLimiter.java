package dev.chatagent.redis;

import dev.chatagent.limit.GcraMicros;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.SharedRateLimiter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generic cell rate algorithm in one script that Redis runs alone, by the server's clock; a key vanishes once its burst is whole
 * again. Where Redis cannot be asked every call is admitted, because each node has counted it already. Thread-safe.
 */
final class RedisRateLimiter implements SharedRateLimiter, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimiter.class);
    private static final long TELL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Microseconds, which a double of Lua holds exactly: answers whether it was admitted and how far the key's load reaches. */
    private static final String ACQUIRE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local step = tonumber(ARGV[1])
            local tolerance = tonumber(ARGV[2])
            local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
            local admitted = due - now <= tolerance - step
            if admitted then
              due = due + step
              redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000) + 1)
            end
            return {admitted and 1 or 0, due - now}
            """;

    /**
     * Three numbers a key: what its calls weigh, how far they alone reach, how far its load may. Answers how far it reaches; it is kept
     * for a minute longer, because calls are charged some seconds after they were made.
     */
    private static final String CHARGE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local loads = {}
            for i, key in ipairs(KEYS) do
              local due = tonumber(redis.call('GET', key) or 0) + tonumber(ARGV[3 * i - 2])
              due = math.min(math.max(due, now + tonumber(ARGV[3 * i - 1])), now + tonumber(ARGV[3 * i]))
              loads[i] = math.max(0, due - now)
              local kept = math.ceil((due - now) / 1000) + 60000
              if kept > 0 then
                redis.call('SET', key, string.format('%.0f', due), 'PX', kept)
              end
            end
            return loads
            """;

    private static final String PREFIX = "chatagent:limit:";

    private final RedisUrl url;
    private final RedisClient client;
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - TELL_NANOS);
    private @Nullable StatefulRedisConnection<String, String> connection;
    private long triedNanos = System.nanoTime() - RETRY_NANOS;

    RedisRateLimiter(RedisUrl url) {
        this.url = url;
        this.client = url.client();
    }

    @Override
    public RateDecision tryAcquire(RateLimit limit, String key) {
        try {
            StatefulRedisConnection<String, String> open = connection();
            if (open != null) {
                return acquire(open, GcraMicros.of(limit), key);
            }
        } catch (RedisException e) {
            tell(e);
        }
        return GcraMicros.uncounted(limit);
    }

    /** Null while there is none; it is tried for once a second, so that no call waits long. */
    private synchronized @Nullable StatefulRedisConnection<String, String> connection() {
        long now = System.nanoTime();
        if (connection == null && now - triedNanos >= RETRY_NANOS) {
            triedNanos = now;
            connection = client.connect();
        }
        return connection;
    }

    private static RateDecision acquire(StatefulRedisConnection<String, String> open, GcraMicros gcra, String key) {
        List<Long> answer = open.sync()
                .eval(
                        ACQUIRE,
                        ScriptOutputType.MULTI,
                        new String[] {PREFIX + gcra.place(key)},
                        Long.toString(gcra.step()),
                        Long.toString(gcra.tolerance()));
        return gcra.decision(answer.get(0) == 1, answer.get(1));
    }

    @Override
    public List<Duration> charge(List<Charge> charges) {
        if (charges.isEmpty()) {
            return List.of();
        }
        StatefulRedisConnection<String, String> open = connection();
        if (open == null) {
            throw new RedisException("There is no connection to " + url);
        }
        List<String> keys = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        for (Charge charge : charges) {
            GcraMicros gcra = GcraMicros.of(charge.limit());
            keys.add(PREFIX + gcra.place(charge.key()));
            numbers.add(Long.toString(charge.calls() * gcra.step()));
            numbers.add(Long.toString(Math.floorDiv(charge.load().toNanos(), 1_000L)));
            numbers.add(Long.toString(gcra.debt()));
        }
        List<Long> loads = open.sync()
                .eval(CHARGE, ScriptOutputType.MULTI, keys.toArray(new String[0]), numbers.toArray(new String[0]));
        return loads.stream()
                .map(micros -> Duration.of(micros, ChronoUnit.MICROS))
                .toList();
    }

    private void tell(RedisException e) {
        long now = System.nanoTime();
        long last = toldNanos.get();
        if (now - last >= TELL_NANOS && toldNanos.compareAndSet(last, now)) {
            LOG.warn(
                    "Limits that all nodes share are counted by each of them alone, {} cannot be asked: {}",
                    url,
                    e.toString());
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
