package dev.chatagent.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class TestClock extends Clock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private TestClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** A clock that shows the beginning of 2026, UTC. */
    public static TestClock create() {
        return at(START);
    }

    public static TestClock at(Instant start) {
        return new TestClock(new AtomicReference<>(start), ZoneOffset.UTC);
    }

    /** Moves the clock; back when the duration is negative. Answers the new time. */
    public Instant advance(Duration duration) {
        return Objects.requireNonNull(now.updateAndGet(instant -> instant.plus(duration)));
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock, i.e. moved together with this one, in another zone. */
    @Override
    public TestClock withZone(ZoneId newZone) {
        return new TestClock(now, newZone);
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + "]";
    }
}
