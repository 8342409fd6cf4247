package dev.chatagent.presence;

import dev.chatagent.id.NodeId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;

/**
 * An open connection as it is stored.
 *
 * @param node the process that holds it; when that is dead, so is the connection
 */
public record PresenceRecord(TenantId tenant, UserId user, NodeId node, PresentConnection connection) {}
