package dev.chatagent.storage;

import dev.chatagent.id.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which nodes of a database are alive: each leaves a sign of life every few seconds, and who has left none for a while is
 * dead. On a storage that only this process can use, nobody else is alive, and nothing is written. Thread-safe.
 */
public final class Nodes {
    private static final Duration BEAT = Duration.ofSeconds(10);

    /** Bridges a pause of a node, a slow database, and clocks that differ. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Storage storage;
    private final Clock clock;
    private final NodeId self;
    private Instant next = Instant.MIN;

    /** Wired by the runtime. */
    public Nodes(Storage storage, Clock clock, NodeId self) {
        this.storage = storage;
        this.clock = clock;
        this.self = self;
    }

    /** This process. */
    public NodeId self() {
        return self;
    }

    /** Leaves a sign of life when one is due; called every few seconds. */
    public synchronized void beat() {
        Instant now = clock.instant();
        if (!storage.shared() || now.isBefore(next)) {
            return;
        }
        storage.write(unit -> {
            NodeRepository nodes = unit.get(NodeRepository.class);
            nodes.prune(now.minus(LEASE).minus(LEASE));
            nodes.alive(self, now);
            return true;
        });
        next = now.plus(BEAT);
    }

    /** Tells which nodes are dead, in the view of that unit. This one never is. */
    public Predicate<NodeId> dead(UnitOfWork unit) {
        if (!storage.shared()) {
            return node -> !node.equals(self);
        }
        Set<NodeId> alive =
                unit.get(NodeRepository.class).aliveSince(clock.instant().minus(LEASE));
        return node -> !node.equals(self) && !alive.contains(node);
    }

    /** Takes back the sign of life, so that others need not wait to find out. */
    public synchronized void leave() {
        if (storage.shared()) {
            storage.write(unit -> {
                unit.get(NodeRepository.class).remove(self);
                return true;
            });
        }
    }
}
