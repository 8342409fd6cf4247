package dev.chatagent.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.chat.ChatEvent;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventHub;
import dev.chatagent.event.EventLog;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.event.Subscription;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import dev.chatagent.wire.JsonEventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventHubTest {
    private static final int WRITERS = 8;
    private static final int EVENTS_EACH = 1_500;
    private static final int TOTAL = WRITERS * EVENTS_EACH;

    private final TestClock clock = TestClock.create();
    private final InMemoryStorage storage = InMemoryStorage.create();
    private final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final EventHub hub = new EventHub(storage, executor, executor);
    private final EventLog log = new EventLog(new JsonEventCodec(), hub, clock);
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final StreamId stream = StreamId.of(chat);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            storage.write(unit -> {
                log.append(unit, stream, new ChatEvent.SessionDeleted(chat));
                return true;
            });
        }
    }

    /** Keeps what it is given and notices two deliveries at once. */
    private static final class Recorder {
        private final List<Long> seqs = new ArrayList<>();
        private final AtomicLong inside = new AtomicLong();
        private volatile boolean overlapped;

        void add(Event event) {
            overlapped |= inside.incrementAndGet() != 1;
            synchronized (this) {
                seqs.add(event.seq());
                notifyAll();
            }
            inside.decrementAndGet();
        }

        synchronized List<Long> seqs() {
            return List.copyOf(seqs);
        }

        synchronized void await(long seq) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (seqs.isEmpty() || seqs.get(seqs.size() - 1) < seq) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertThat(left).as("in time; last was %s", seqs.size()).isPositive();
                wait(left);
            }
        }
    }

    @Test
    void every_subscriber_sees_each_event_once_in_order_whenever_it_comes_and_goes() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(WRITERS + 12);
        try {
            Recorder all = new Recorder();
            Subscription whole = hub.subscribe(stream, 0, all::add);
            whole.start();
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                work.add(clients.submit(() -> append(EVENTS_EACH)));
            }
            for (int i = 0; i < 12; i++) {
                work.add(clients.submit(() -> {
                    comeAndGo();
                    return true;
                }));
            }
            for (Future<?> each : work) {
                each.get(90, TimeUnit.SECONDS);
            }
            all.await(TOTAL);
            assertThat(all.seqs())
                    .isEqualTo(LongStream.rangeClosed(1, TOTAL).boxed().toList());
            assertThat(all.overlapped).isFalse();
            whole.close();
        } finally {
            clients.shutdownNow();
        }
    }

    /** Resumes again and again from the last event that it has, until it has them all. */
    private void comeAndGo() throws InterruptedException {
        List<Long> seen = new ArrayList<>();
        long since = 0;
        while (since < TOTAL) {
            Recorder recorder = new Recorder();
            Subscription subscription = hub.subscribe(stream, since, recorder::add);
            assertThat(subscription.recovered()).isTrue();
            assertThat(subscription.seq()).isEqualTo(since);
            subscription.start();
            long goal = Math.min(TOTAL, since + 1 + ThreadLocalRandom.current().nextInt(2_000));
            recorder.await(goal);
            subscription.close();
            CountDownLatch settled = new CountDownLatch(1);
            executor.execute(settled::countDown);
            Fixture.await(settled);
            List<Long> got = recorder.seqs();
            seen.addAll(got);
            since = got.get(got.size() - 1);
            assertThat(recorder.overlapped).isFalse();
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, TOTAL).boxed().toList());
    }

    @Test
    void subscription_from_now_on_sees_only_what_comes() throws Exception {
        append(5);
        Recorder recorder = new Recorder();
        try (Subscription subscription = hub.subscribe(stream, -1, recorder::add)) {
            assertThat(subscription.recovered()).isTrue();
            assertThat(subscription.seq()).isEqualTo(5);
            append(1);
            subscription.start();
            append(1);
            recorder.await(7);
        }
        assertThat(recorder.seqs()).containsExactly(6L, 7L);
    }

    @Test
    void nothing_is_delivered_before_start_or_after_close() throws Exception {
        Recorder recorder = new Recorder();
        Subscription subscription = hub.subscribe(stream, 0, recorder::add);
        append(3);
        assertThat(recorder.seqs()).isEmpty();
        subscription.start();
        recorder.await(3);
        subscription.close();
        subscription.close();
        append(3);
        assertThat(recorder.seqs()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void point_outside_of_the_window_is_not_recovered() {
        append(10);
        clock.advance(Duration.ofMinutes(1));
        append(5);
        int pruned = storage.write(unit -> unit.get(EventRepository.class).prune(clock.instant(), 1_000));
        assertThat(pruned).isEqualTo(10);
        assertThat(recovered(9)).isFalse();
        assertThat(recovered(0)).isFalse();
        assertThat(recovered(10)).isTrue();
        assertThat(recovered(15)).isTrue();
        assertThat(recovered(16)).isFalse();
        clock.advance(Duration.ofMinutes(1));
        storage.write(unit -> unit.get(EventRepository.class).prune(clock.instant(), 1_000));
        assertThat(recovered(14)).isFalse();
        assertThat(recovered(15)).isTrue();
        append(1);
        assertThat(recovered(15)).isTrue();
        assertThat(recovered(16)).isTrue();
    }

    private boolean recovered(long since) {
        try (Subscription subscription = hub.subscribe(stream, since, event -> {})) {
            if (!subscription.recovered()) {
                long last = storage.read(unit -> unit.get(EventRepository.class).lastSeq(stream));
                assertThat(subscription.seq()).isEqualTo(last);
            }
            return subscription.recovered();
        }
    }

    @Test
    void subscriber_that_throws_is_closed_and_the_others_go_on() throws Exception {
        for (Throwable thrown : List.of(new IllegalStateException("broken"), new StackOverflowError("broken"))) {
            AtomicLong calls = new AtomicLong();
            CountDownLatch called = new CountDownLatch(1);
            Recorder healthy = new Recorder();
            Subscription broken = hub.subscribe(stream, -1, event -> {
                calls.incrementAndGet();
                called.countDown();
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            });
            Subscription good = hub.subscribe(stream, -1, healthy::add);
            broken.start();
            good.start();
            append(3);
            Fixture.await(called);
            healthy.await(good.seq() + 3);
            append(3);
            healthy.await(good.seq() + 6);
            assertThat(calls).hasValue(1);
            good.close();
        }
    }

    @Test
    void event_that_comes_during_a_delivery_is_not_lost() throws Exception {
        append(1);
        Recorder recorder = new Recorder();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Subscription subscription = hub.subscribe(stream, 0, event -> {
            inside.countDown();
            Fixture.await(release);
            recorder.add(event);
        })) {
            subscription.start();
            Fixture.await(inside);
            append(1);
            release.countDown();
            recorder.await(2);
        }
        assertThat(recorder.seqs()).containsExactly(1L, 2L);
    }

    @Test
    void streams_are_apart() throws Exception {
        Recorder recorder = new Recorder();
        try (Subscription other = hub.subscribe(StreamId.of(new ChatId(UUID.randomUUID())), 0, recorder::add)) {
            other.start();
            append(3);
            assertThat(other.seq()).isZero();
        }
        assertThat(recorder.seqs()).isEmpty();
    }
}
