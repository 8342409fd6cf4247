package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.Part;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
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
import java.util.stream.LongStream;

/**
 * Many callers, each of which writes one message after the other, with an event that tells of it in the same unit; and what they
 * were told, against what is there.
 */
final class WriteLoad implements AutoCloseable {
    private static final String FILLER = " " + "x".repeat(1_500);

    private final Storage storage;
    private final UserId owner = new UserId(UUID.randomUUID());
    private final List<ChatId> chats;
    private final Runnable afterRefusal;
    private final ExecutorService writers;
    private final List<Future<?>> ends = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<ErrorCode> refused = new ConcurrentLinkedQueue<>();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean going = true;

    WriteLoad(Storage storage, int callers) {
        this(storage, callers, () -> {});
    }

    /** @param afterRefusal what a caller does before its next call when one was refused */
    WriteLoad(Storage storage, int callers, Runnable afterRefusal) {
        this.storage = storage;
        this.afterRefusal = afterRefusal;
        this.chats = IntStream.range(0, callers)
                .mapToObj(i -> new ChatId(UUID.randomUUID()))
                .toList();
        storage.write(unit -> {
            User user = new User(owner, owner + "@example.org", "", List.of("user"), TenantId.DEFAULT, Instant.EPOCH);
            unit.get(UserRepository.class).insert(user, "hash");
            chats.forEach(chat ->
                    unit.get(ChatRepository.class).insert(owner, TenantId.DEFAULT, FilledStorage.session(chat)));
            return true;
        });
        this.writers = Executors.newFixedThreadPool(callers);
        chats.forEach(chat -> ends.add(writers.submit(() -> {
            for (int n = 0; going; n++) {
                write(chat, chat + " " + n + FILLER);
            }
        })));
    }

    private void write(ChatId chat, String text) {
        long begun = System.nanoTime();
        try {
            storage.write(unit -> {
                FilledStorage.append(unit.get(ChatRepository.class), owner, chat, text);
                return unit.get(EventRepository.class)
                        .append(List.of(new EventDraft(StreamId.of(chat), "test", Instant.EPOCH, text)));
            });
            acknowledged.add(text);
        } catch (ChatAgentException e) {
            refused.add(e.code());
            if (e.code() == ErrorCode.OUTCOME_UNKNOWN) {
                unknown.add(text);
            }
            afterRefusal.run();
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

    /**
     * Nothing that was acknowledged is missing, nothing is there twice, every stream is whole, and each chat holds what its
     * stream tells.
     */
    void assertKept(Storage reader) {
        List<String> stored = new ArrayList<>();
        for (ChatId chat : chats) {
            List<Event> events =
                    reader.read(unit -> unit.get(EventRepository.class).read(StreamId.of(chat), 0, Integer.MAX_VALUE));
            List<Message> messages = reader.read(
                    unit -> unit.get(ChatRepository.class).messages(owner, chat, Integer.MAX_VALUE, Integer.MAX_VALUE));
            assertThat(events)
                    .extracting(Event::seq)
                    .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
            assertThat(messages)
                    .extracting(message -> message.parts())
                    .isEqualTo(events.stream()
                            .map(event -> List.<Part>of(new Part.Text(event.json())))
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
