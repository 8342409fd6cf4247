package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.EchoConnector;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.OpaqueAccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.Pbkdf2Hasher;
import dev.chatagent.limit.GcraRateLimiter;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import dev.chatagent.limit.Resilience4jRateLimiter;
import dev.chatagent.limit.SharedRateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CoreDefaultsTest {

    @Nested
    class Pbkdf2 extends PasswordHasherContract {
        @Override
        protected PasswordHasher create() {
            return new Pbkdf2Hasher(10);
        }

        @Override
        protected PasswordHasher createWithOtherCost() {
            return new Pbkdf2Hasher(20);
        }
    }

    @Nested
    class OpaqueTokens extends AccessTokensContract {
        @Override
        protected AccessTokens create(Clock clock) {
            return new OpaqueAccessTokens(clock);
        }
    }

    @Nested
    class Echo extends AgentConnectorContract {
        private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

        @Override
        protected AgentConnector connectToEcho(Duration betweenWords) {
            return new EchoConnector(scheduler, betweenWords);
        }

        @AfterEach
        void stop() {
            scheduler.shutdownNow();
        }
    }

    @Nested
    class Resilience4j extends RateLimiterContract {
        @Override
        protected RateLimiter create(Clock clock) {
            return new Resilience4jRateLimiter(clock, 100_000);
        }

        @Test
        void flood_of_keys_leaves_no_more_than_the_bound() {
            TestClock clock = TestClock.create();
            RateLimit limit = new RateLimit("flood", 10, Duration.ofSeconds(1), 5);
            Resilience4jRateLimiter limiter = new Resilience4jRateLimiter(clock, 1_000);
            for (int i = 0; i < 100_000; i++) {
                limiter.tryAcquire(limit, "spoofed " + i);
            }
            assertThat(limiter.tryAcquire(limit, "yet another").admitted()).isFalse();
            clock.advance(Duration.ofSeconds(2));
            assertThat(limiter.tryAcquire(limit, "yet another").remaining()).isEqualTo(4);
        }
    }

    @Nested
    class Gcra extends ExactRateLimiterContract {
        private static final RateLimit LIMIT = new RateLimit("sweep", 10, Duration.ofSeconds(1), 5);

        @Override
        protected RateLimiter create(Clock clock) {
            return new GcraRateLimiter(clock, 100_000);
        }

        @Test
        void flood_of_keys_does_not_grow_the_heap() {
            TestClock clock = TestClock.create();
            GcraRateLimiter limiter = new GcraRateLimiter(clock, 10_000);
            long before = usedHeap();
            for (int i = 0; i < 10_000_000; i++) {
                limiter.tryAcquire(LIMIT, "spoofed " + i);
            }
            assertThat(usedHeap() - before).isLessThan(10_000 * 400L);
            assertThat(limiter.tryAcquire(LIMIT, "yet another").admitted()).isFalse();
            clock.advance(Duration.ofSeconds(2));
            assertThat(limiter.tryAcquire(LIMIT, "yet another").remaining()).isEqualTo(4);
        }

        @SuppressWarnings("resource")
        private static long usedHeap() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return runtime.totalMemory() - runtime.freeMemory();
        }

        @Test
        void known_key_keeps_its_own_allowance_in_a_flood() {
            TestClock clock = TestClock.create();
            GcraRateLimiter limiter = new GcraRateLimiter(clock, 100);
            assertThat(limiter.tryAcquire(LIMIT, "known").remaining()).isEqualTo(4);
            for (int i = 0; i < 10_000; i++) {
                limiter.tryAcquire(LIMIT, "spoofed " + i);
            }
            assertThat(limiter.tryAcquire(LIMIT, "known").remaining()).isEqualTo(3);
        }

        @Test
        void sweep_changes_no_decision() {
            TestClock clock = TestClock.create();
            GcraRateLimiter small = new GcraRateLimiter(clock, 50);
            GcraRateLimiter large = new GcraRateLimiter(clock, 1_000_000);
            for (int i = 0; i < 20_000; i++) {
                String key = "key" + (i * 7919 % 40 + i / 100);
                assertThat(small.tryAcquire(LIMIT, key)).as("call %d", i).isEqualTo(large.tryAcquire(LIMIT, key));
                clock.advance(Duration.ofMillis(20));
            }
        }
    }

    @Nested
    class MemoryShared extends SharedRateLimiterContract {
        private final MemorySharedRateLimiter shared = new MemorySharedRateLimiter(Clock.systemUTC());

        @Override
        protected SharedRateLimiter create() {
            return shared;
        }

        @Override
        protected void takeAway() {
            shared.down(true);
        }
    }

    /** Alone on its store it is the limiter that it is around, whenever it settles. */
    @Nested
    class SettledGcra extends ExactRateLimiterContract {
        @Override
        protected RateLimiter create(Clock clock) {
            return SettledRateLimiterTest.settlingAtEachCall(new GcraRateLimiter(clock, 100_000), clock);
        }
    }

    @Nested
    class SettledResilience4j extends RateLimiterContract {
        @Override
        protected RateLimiter create(Clock clock) {
            return SettledRateLimiterTest.settlingAtEachCall(new Resilience4jRateLimiter(clock, 100_000), clock);
        }
    }
}
