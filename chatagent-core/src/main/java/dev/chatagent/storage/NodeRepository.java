package dev.chatagent.storage;

import dev.chatagent.id.NodeId;
import java.time.Instant;
import java.util.Set;

/** Repository of the nodes that serve from one database, each with its last sign of life. */
public interface NodeRepository {

    /** Keeps the time as the node's last sign of life. */
    void alive(NodeId node, Instant at);

    /** Nodes with a sign of life at that time or later. */
    Set<NodeId> aliveSince(Instant time);

    void remove(NodeId node);

    /** Deletes those without a sign of life since then; answers how many. */
    int prune(Instant before);
}
