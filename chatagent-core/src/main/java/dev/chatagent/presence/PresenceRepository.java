package dev.chatagent.presence;

import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.util.List;

/**
 * Repository of open connections. No row is ever changed: whether it still counts is told by its node's sign of life, so that
 * ten thousand idle connections cost the database nothing.
 */
public interface PresenceRepository {

    /** False when it is there already, or when its owner is not (any more): then nothing is stored. */
    boolean insert(PresenceRecord record);

    /** Whether this call removed it: of many who try, one. */
    boolean remove(TenantId tenant, UserId user, ConnectionId id);

    /** The person's connections on all nodes, oldest first. */
    List<PresentConnection> list(TenantId tenant, UserId user);

    /** Every node that has connections, dead ones too. */
    List<NodeId> nodes();

    /** At most so many connections of a node, whoever they belong to. */
    List<PresenceRecord> ofNode(NodeId node, int limit);

    /** How many connections a node has. */
    int count(NodeId node);

    /** Deletes everything of that person. */
    void deleteAll(UserId user);
}
