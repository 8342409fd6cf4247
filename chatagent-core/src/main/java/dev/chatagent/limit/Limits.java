package dev.chatagent.limit;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** The policy: which call counts against which limit of whom. Thread-safe. */
public final class Limits {
    /** Calls that are held back keep a thread each: past this many, the next are refused at once. */
    private static final int MAX_HELD_BACK = 32;

    private final RateLimiter local;
    private final RateLimiter settled;
    private final Optional<? extends RateLimiter> shared;
    private final Map<LimitClass, RateLimit> limits;
    private final ConnectionPlaces places;
    private final Duration maxWait;
    private final Semaphore heldBack = new Semaphore(MAX_HELD_BACK);
    private final boolean enabled;

    /**
     * @param settled counts what {@link LimitClass#shared} does not say: the local one, or a {@link SettledRateLimiter} around it
     * @param shared counts for all nodes together what {@link LimitClass#shared} says, after the local one has admitted it;
     *     empty where there is one node
     * @param maxWait how long a call may be held back
     */
    public Limits(
            RateLimiter local,
            RateLimiter settled,
            Optional<? extends RateLimiter> shared,
            Map<LimitClass, RateLimit> limits,
            int connectionsPerUser,
            Duration maxWait,
            boolean enabled) {
        this.local = local;
        this.settled = settled;
        this.shared = shared;
        this.limits = new EnumMap<>(limits);
        this.places = new ConnectionPlaces(connectionsPerUser);
        this.maxWait = maxWait;
        this.enabled = enabled;
    }

    /** Counts a call by where it comes from; empty when there is no such limit. */
    public Optional<RateDecision> byAddress(LimitClass limitClass, ClientAddress address) {
        return decide(limitClass, "a:" + address.bucket());
    }

    /** Counts a call by who makes it; empty when there is no such limit. */
    public Optional<RateDecision> byUser(LimitClass limitClass, UserId user) {
        return decide(limitClass, "u:" + user);
    }

    /** Counts a call by the tenant of who makes it; empty when there is no such limit. */
    public Optional<RateDecision> byTenant(TenantId tenant) {
        return decide(LimitClass.TENANT, key(tenant));
    }

    private static String key(TenantId tenant) {
        return "t:" + tenant.value();
    }

    /**
     * Counts a call by who makes it, and if admitted by their tenant. Who comes too early by less than a moment is held back for
     * it rather than refused, so this may block that long.
     *
     * @return one decision for each limit that was asked
     */
    public List<RateDecision> byCaller(LimitClass limitClass, UserId user, TenantId tenant) {
        List<RateDecision> decisions = new ArrayList<>(2);
        patiently(limitClass, "u:" + user).ifPresent(decisions::add);
        if (decisions.stream().allMatch(RateDecision::admitted)) {
            patiently(LimitClass.TENANT, key(tenant)).ifPresent(decisions::add);
        }
        return decisions;
    }

    private Optional<RateDecision> patiently(LimitClass limitClass, String key) {
        Optional<RateDecision> first = decide(limitClass, key);
        if (first.isEmpty()
                || first.get().admitted()
                || !worthWaiting(first.get(), maxWait)
                || !heldBack.tryAcquire()) {
            return first;
        }
        try {
            return wait(limitClass, key, first.get());
        } finally {
            heldBack.release();
        }
    }

    /** Others may take what was waited for, so once may not be enough; the time in all is bounded. */
    private Optional<RateDecision> wait(LimitClass limitClass, String key, RateDecision first) {
        long end = System.nanoTime() + maxWait.toNanos();
        RateDecision decision = first;
        while (!decision.admitted() && worthWaiting(decision, Duration.ofNanos(end - System.nanoTime()))) {
            LockSupport.parkNanos(this, decision.retryAfter().toNanos());
            if (Thread.currentThread().isInterrupted()) {
                return Optional.of(decision);
            }
            decision = decide(limitClass, key).orElse(decision);
        }
        return Optional.of(decision);
    }

    /** How long a call may be held back rather than refused. */
    public Duration patience() {
        return maxWait;
    }

    private static boolean worthWaiting(RateDecision decision, Duration patience) {
        return decision.retryAfter().compareTo(patience) <= 0;
    }

    /**
     * Takes one of the user's places for connections, WebSockets and event streams together.
     *
     * @return gives the place back, however often it is run; empty when all places are taken
     */
    public Optional<Runnable> connection(UserId user) {
        return enabled ? places.take(user) : Optional.of(() -> {});
    }

    /** How many connections a user may hold on all nodes together; {@link Integer#MAX_VALUE} when nobody counts. */
    public int connectionsPerUser() {
        return enabled ? places.perUser() : Integer.MAX_VALUE;
    }

    private Optional<RateDecision> decide(LimitClass limitClass, String key) {
        RateLimit limit = limits.get(limitClass);
        if (!enabled || limit == null) {
            return Optional.empty();
        }
        if (!limitClass.shared()) {
            return Optional.of(settled.tryAcquire(limit, key));
        }
        RateDecision here = local.tryAcquire(limit, key);
        return Optional.of(here.admitted() && shared.isPresent() ? shared.get().tryAcquire(limit, key) : here);
    }

    /** Turns a refusal into the exception that callers see. */
    public static void require(Optional<RateDecision> decision) {
        decision.ifPresent(Limits::require);
    }

    /** Turns a refusal into the exception that callers see. */
    public static void require(RateDecision decision) {
        if (!decision.admitted()) {
            throw refusal(decision);
        }
    }

    /** What callers see who are refused. */
    public static ChatAgentException refusal(RateDecision decision) {
        Duration wait = decision.retryAfter();
        return ChatAgentException.retryLater(
                ErrorCode.RATE_LIMITED,
                "Too many requests. Try again in "
                        + Math.max(1, wait.plusNanos(999_999_999).toSeconds()) + " s.",
                wait);
    }
}
