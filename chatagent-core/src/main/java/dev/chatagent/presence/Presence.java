package dev.chatagent.presence;

import dev.chatagent.account.Belongings;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.event.EventLog;
import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Nodes;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Who is here: the open connections of each person, on all nodes. Adapters say when one begins and ends, which costs them
 * nothing; a thread of its own stores it and tells it in the person's stream, a moment later and many at a time. Thread-safe.
 */
public final class Presence implements Belongings, AutoCloseable {
    private final Storage storage;
    private final Nodes nodes;
    private final Clock clock;
    private final IdGenerator ids;
    private final boolean on;
    private final PresenceBook book = new PresenceBook();
    private final PresenceWorker worker;

    /**
     * Wired by the runtime.
     *
     * @param on whether connections of this node are told; what others have left behind is cleaned up all the same
     * @param most how many connections one person may hold on all nodes together
     */
    public Presence(Storage storage, Nodes nodes, EventLog log, Clock clock, IdGenerator ids, boolean on, int most) {
        this.storage = storage;
        this.nodes = nodes;
        this.clock = clock;
        this.ids = ids;
        this.on = on;
        this.worker =
                new PresenceWorker(book, new PresenceRows(storage, nodes, log), new PresenceCap(storage, book, most));
    }

    /** Begins to store; called once, when the storage is ready. */
    public void start() {
        worker.start();
    }

    /**
     * Takes note of a connection that has begun. Never blocks and never throws.
     *
     * @param end ends the connection when its person turns out to hold too many on all nodes together; run at most a few times, quick
     *     and not throwing
     * @return to be run once the connection is gone; running it again does nothing
     */
    public Runnable joined(Principal principal, ConnectionKind kind, Runnable end) {
        if (!on) {
            return () -> {};
        }
        PresentConnection connection = new PresentConnection(
                new ConnectionId(ids.next()), kind, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        book.arrive(
                new PresenceRecord(principal.tenant(), principal.user(), nodes.self(), connection),
                end,
                System.nanoTime());
        worker.wake();
        return () -> {
            book.leave(connection.id(), System.nanoTime());
            worker.wake();
        };
    }

    /**
     * The caller's own open connections on all nodes, oldest first; one that has just begun or ended is missing, or still
     * there, for a moment.
     *
     * @throws dev.chatagent.error.ChatAgentException FORBIDDEN without the permission to chat
     */
    public List<PresentConnection> list(Principal principal) {
        principal.require(Permission.CHAT);
        return storage.read(unit -> unit.get(PresenceRepository.class).list(principal.tenant(), principal.user()));
    }

    @Override
    public void stop(UserId owner) {}

    @Override
    public void delete(UnitOfWork unit, UserId owner) {
        unit.get(PresenceRepository.class).deleteAll(owner);
    }

    /** Tells every connection of this node as gone, if the storage takes it within a few seconds. Idempotent. */
    @Override
    public void close() {
        worker.close();
    }
}
