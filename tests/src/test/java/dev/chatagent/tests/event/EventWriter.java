package dev.chatagent.tests.event;

import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Writes somebody's events: one by one through the API, which wakes at once, and many in one unit, which are found when something wakes. */
final class EventWriter {
    private final EventServer server;
    private final EventServer.Person person;
    private final List<ChatId> chats;
    private final Random random;
    private final Load load;

    EventWriter(EventServer server, EventServer.Person person, List<ChatId> chats, long seed, Load load) {
        this.server = server;
        this.person = person;
        this.chats = chats;
        this.random = new Random(seed);
        this.load = load;
    }

    void write() {
        while (load.writes()) {
            int chat = random.nextInt(chats.size() + 1) - 1;
            if (random.nextInt(3) > 0) {
                append(
                        chat < 0 ? StreamId.of(person.principal().user()) : StreamId.of(chats.get(chat)),
                        1 + random.nextInt(load.batch));
            }
            if (chat < 0) {
                rename(1 + random.nextInt(5));
            } else if (server.send(person, chats.get(chat))) {
                load.wrote(4);
            }
            while (load.writesFarAhead()) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void append(StreamId stream, int count) {
        List<EventDraft> drafts = IntStream.range(0, count)
                .mapToObj(i -> new EventDraft(
                        stream,
                        "message.delta",
                        Instant.now(),
                        "{\"messageId\":\"" + random.nextLong() + "\",\"text\":\"" + "y".repeat(random.nextInt(200))
                                + "\"}"))
                .toList();
        server.storage.write(unit -> unit.get(EventRepository.class).append(drafts));
        load.wrote(count);
    }

    private void rename(int times) {
        for (int i = 0; i < times; i++) {
            server.runtime.chats().rename(person.principal(), chats.get(0), "title " + random.nextInt());
        }
        load.wrote(times);
    }
}
