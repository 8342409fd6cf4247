package dev.chatagent.account;

import dev.chatagent.auth.RandomToken;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.TenantId;
import dev.chatagent.limit.ClientAddress;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slows down guessing (OWASP Authentication: login throttling). Failures are counted by account and by address; a device on
 * which its owner has logged in before is counted by itself alone, so that strangers cannot lock the owner out (OWASP: device
 * cookies). What is unknown is counted as what exists, so that nothing can be told apart. Attempts on one key go one after the
 * other, so that parallel ones gain nothing. Thread-safe.
 */
final class LoginGuard {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int STRIPES = 1_024;
    /** More callers than this that wait for one key are sent away: each of them holds a thread. */
    private static final int MAX_WAITING = 32;
    /** And more than this over all keys: whoever attacks many accounts must not take every thread. */
    private static final int MAX_WAITING_OVERALL = 64;

    private static final long MAX_WAIT_SECONDS = 5;

    private final AccountParts parts;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    LoginGuard(AccountParts parts) {
        this.parts = parts;
        this.clock = parts.clock();
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** What failures are counted by. */
    enum Scope {
        ACCOUNT(5, Duration.ofHours(24)),
        DEVICE(5, Duration.ofHours(24)),
        /** Many people may share one. */
        ADDRESS(50, Duration.ofHours(1));

        private final int free;
        private final Duration forgottenAfter;

        Scope(int free, Duration forgottenAfter) {
            this.free = free;
            this.forgottenAfter = forgottenAfter;
        }
    }

    /** One thing that failures are counted by. */
    record Key(Scope scope, String hash) {}

    /** The counters of one attempt, locked until it ends. */
    final class Attempt implements AutoCloseable {
        private final List<Key> keys;
        private final ReentrantLock lock;

        private Attempt(List<Key> keys, ReentrantLock lock) {
            this.keys = keys;
            this.lock = lock;
        }

        /** Counts a failure; answers how long its account, device or address has to wait now, if at all. */
        Optional<Duration> failed(UnitOfWork unit) {
            Duration longest = Duration.ZERO;
            for (Key key : keys) {
                Duration wait = count(unit, key);
                longest = wait.compareTo(longest) > 0 ? wait : longest;
            }
            return longest.isZero() ? Optional.empty() : Optional.of(longest);
        }

        /** Forgets the failures, but for those of the address: one good account must not whitewash it. */
        void succeeded(UnitOfWork unit) {
            for (Key key : keys) {
                if (key.scope() != Scope.ADDRESS) {
                    unit.get(LoginFailureRepository.class).delete(key.hash());
                }
            }
        }

        @Override
        public void close() {
            lock.unlock();
        }
    }

    /**
     * Begins an attempt.
     *
     * @param device hash of the device's secret when it is the owner's, else empty
     * @throws ChatAgentException RATE_LIMITED with the time to wait; OVERLOADED
     */
    Attempt begin(ClientInfo client, Email email, Optional<String> device) {
        return begin(device.map(hash -> List.of(new Key(Scope.DEVICE, hash)))
                .orElseGet(() -> List.of(account(client.tenant(), email), address(client))));
    }

    /**
     * Begins an attempt of somebody who is logged in and proves once more who they are. Counted by the login: who has stolen one
     * must not lock its owner out at the others.
     */
    Attempt beginAgain(LoginId login) {
        return begin(List.of(key(Scope.DEVICE, login.toString())));
    }

    private Attempt begin(List<Key> keys) {
        ReentrantLock lock = locks[Math.floorMod(keys.get(0).hash().hashCode(), STRIPES)];
        if (!lock.tryLock() && !queue(lock)) {
            throw ChatAgentException.retryLater(
                    ErrorCode.OVERLOADED,
                    "Too many people are logging in right now. Try again in 2 s.",
                    Duration.ofSeconds(2));
        }
        Attempt attempt = new Attempt(keys, lock);
        try {
            requireFree(keys);
            return attempt;
        } catch (RuntimeException | Error e) {
            attempt.close();
            throw e;
        }
    }

    private boolean queue(ReentrantLock lock) {
        try {
            return waiting.incrementAndGet() <= MAX_WAITING_OVERALL
                    && lock.getQueueLength() < MAX_WAITING
                    && lock.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void requireFree(List<Key> keys) {
        Instant now = clock.instant();
        Instant free = parts.storage().read(unit -> {
            Instant latest = now;
            for (Key key : keys) {
                Instant until = unit.get(LoginFailureRepository.class)
                        .find(key.hash())
                        .map(LoginFailures::blockedUntil)
                        .orElse(now);
                latest = until.isAfter(latest) ? until : latest;
            }
            return latest;
        });
        if (free.isAfter(now)) {
            throw blocked(Duration.between(now, free));
        }
    }

    static ChatAgentException blocked(Duration wait) {
        return ChatAgentException.retryLater(
                ErrorCode.RATE_LIMITED,
                "Too many failed attempts. Try again in "
                        + Math.max(1, wait.plusNanos(999_999_999).toSeconds()) + " s.",
                wait);
    }

    private Duration count(UnitOfWork unit, Key key) {
        LoginFailureRepository repository = unit.get(LoginFailureRepository.class);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        int count = repository
                        .find(key.hash())
                        .filter(old -> now.isBefore(old.lastAt().plus(key.scope().forgottenAfter)))
                        .map(LoginFailures::count)
                        .orElse(0)
                + 1;
        Duration wait = wait(count - key.scope().free);
        repository.put(new LoginFailures(key.hash(), count, now, now.plus(wait)));
        return wait;
    }

    /** 30 s, doubled with each failure past the free ones, at most 15 min. */
    private static Duration wait(int beyond) {
        if (beyond < 0) {
            return Duration.ZERO;
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(beyond, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** Forgets what was counted against the account: its owner has proved who they are in another way. */
    void forgive(UnitOfWork unit, TenantId tenant, Email email) {
        unit.get(LoginFailureRepository.class).delete(account(tenant, email).hash());
    }

    int prune(UnitOfWork unit) {
        return unit.get(LoginFailureRepository.class).prune(clock.instant().minus(Scope.ACCOUNT.forgottenAfter));
    }

    private static Key account(TenantId tenant, Email email) {
        return key(Scope.ACCOUNT, tenant + " " + email.key());
    }

    private static Key address(ClientInfo client) {
        return key(Scope.ADDRESS, ClientAddress.parse(client.address()).bucket());
    }

    /** Hashed, so that the table holds no addresses of people. */
    private static Key key(Scope scope, String text) {
        return new Key(scope, new RandomToken(scope + " " + text).hash());
    }
}
