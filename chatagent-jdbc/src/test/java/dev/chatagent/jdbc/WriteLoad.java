package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Many callers that write one event after the other, and what they were told, against what is there. */
final class WriteLoad implements AutoCloseable {
    private static final String FILLER = " " + "x".repeat(1_500);

    private final Storage storage;
    private final List<StreamId> streams;
    private final ExecutorService writers;
    private final List<Future<?>> ends = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<ErrorCode> refused = new ConcurrentLinkedQueue<>();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean going = true;

    WriteLoad(Storage storage, int callers) {
        this.storage = storage;
        this.streams = IntStream.range(0, callers)
                .mapToObj(i -> StreamId.of(new ChatId(UUID.randomUUID())))
                .toList();
        this.writers = Executors.newFixedThreadPool(callers);
        streams.forEach(stream -> ends.add(writers.submit(() -> {
            for (int n = 0; going; n++) {
                write(stream, stream + " " + n + FILLER);
            }
        })));
    }

    private void write(StreamId stream, String text) {
        long begun = System.nanoTime();
        try {
            storage.write(unit -> unit.get(EventRepository.class)
                    .append(List.of(new EventDraft(stream, "test", Instant.EPOCH, text))));
            acknowledged.add(text);
        } catch (ChatAgentException e) {
            refused.add(e.code());
            if (e.code() == ErrorCode.OUTCOME_UNKNOWN) {
                unknown.add(text);
            }
        } finally {
            longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        }
    }

    int acknowledged() {
        return acknowledged.size();
    }

    Map<ErrorCode, Integer> refused() {
        Map<ErrorCode, Integer> counts = new TreeMap<>();
        refused.forEach(code -> counts.merge(code, 1, Integer::sum));
        return counts;
    }

    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** Until so many more have been acknowledged. */
    void awaitAcknowledged(int more) throws InterruptedException {
        int goal = acknowledged.size() + more;
        await("writes go on", () -> acknowledged.size() >= goal);
    }

    /** Until so many more have been refused. */
    void awaitRefused(int more) throws InterruptedException {
        int goal = refused.size() + more;
        await("writes are refused", () -> refused.size() >= goal);
    }

    void await(String what, BooleanSupplier reached) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s: %d acknowledged, refused %s", what, acknowledged.size(), refused())
                    .isLessThan(end);
            assertThat(ends).as("nobody was told anything unexpected").noneMatch(Future::isDone);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Nothing that was acknowledged is missing, nothing is there twice, and every stream is whole. */
    void assertKept(Storage reader) {
        List<String> stored = new ArrayList<>();
        for (StreamId stream : streams) {
            List<Event> events =
                    reader.read(unit -> unit.get(EventRepository.class).read(stream, 0, Integer.MAX_VALUE));
            assertThat(events)
                    .extracting(Event::seq)
                    .isEqualTo(IntStream.rangeClosed(1, events.size())
                            .mapToObj(Long::valueOf)
                            .toList());
            events.forEach(event -> stored.add(event.json()));
        }
        assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
        stored.removeAll(acknowledged);
        assertThat(unknown).as("stored without being acknowledged").containsAll(stored);
    }

    @Override
    public void close() {
        going = false;
        writers.shutdown();
        try {
            for (Future<?> end : ends) {
                end.get(120, TimeUnit.SECONDS); // nobody hangs, and nobody was told anything unexpected
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
