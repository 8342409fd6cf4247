package dev.chatagent.presence;

import dev.chatagent.event.EventLog;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.NodeId;
import dev.chatagent.storage.Nodes;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Writes rows, each with its event in the same unit. Used by one thread. */
final class PresenceRows {
    /** As many as one unit takes: others wait for it where writes come one after another. */
    static final int MAX_IN_UNIT = 64;

    private final Storage storage;
    private final Nodes nodes;
    private final EventLog log;

    PresenceRows(Storage storage, Nodes nodes, EventLog log) {
        this.storage = storage;
        this.nodes = nodes;
        this.log = log;
    }

    void write(PresenceBook.Batch batch) {
        storage.write(unit -> {
            batch.joined().forEach(record -> join(unit, record));
            batch.left().forEach(record -> leave(unit, record));
            return true;
        });
    }

    private void join(UnitOfWork unit, PresenceRecord record) {
        if (unit.get(PresenceRepository.class).insert(record)) {
            log.append(unit, StreamId.of(record.user()), new PresenceEvent.PresenceJoined(record.connection()));
        }
    }

    /** Told by the one who removed it, so that of several nodes one does. */
    private void leave(UnitOfWork unit, PresenceRecord record) {
        PresenceRepository rows = unit.get(PresenceRepository.class);
        if (rows.remove(record.tenant(), record.user(), record.connection().id())) {
            log.append(unit, StreamId.of(record.user()), new PresenceEvent.PresenceLeft(record.connection()));
        }
    }

    /** Tells connections of a dead node as gone, one unit of them; false when there are none. */
    boolean sweep() {
        Optional<NodeId> dead = storage.read(this::dead);
        return dead.isPresent() && storage.write(unit -> sweep(unit, dead.get()));
    }

    private Optional<NodeId> dead(UnitOfWork unit) {
        Predicate<NodeId> isDead = nodes.dead(unit);
        return unit.get(PresenceRepository.class).nodes().stream()
                .filter(isDead)
                .findFirst();
    }

    private boolean sweep(UnitOfWork unit, NodeId node) {
        if (!nodes.dead(unit).test(node)) {
            return false;
        }
        List<PresenceRecord> some = unit.get(PresenceRepository.class).ofNode(node, MAX_IN_UNIT);
        some.forEach(record -> leave(unit, record));
        return !some.isEmpty();
    }

    /** Finds out when others took this node for dead while it only slept. */
    void compare(PresenceBook book) {
        nodes.beat(); // first, or what comes back would be taken for dead again
        int count = storage.read(unit -> unit.get(PresenceRepository.class).count(nodes.self()));
        if (count != book.rows()) {
            List<PresenceRecord> rows =
                    storage.read(unit -> unit.get(PresenceRepository.class).ofNode(nodes.self(), Integer.MAX_VALUE));
            book.compare(rows, System.nanoTime());
        }
    }
}
