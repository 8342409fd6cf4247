package dev.chatagent.presence;

import dev.chatagent.id.ConnectionId;
import java.time.Instant;

/** An open connection of somebody, as they see it themselves. */
public record PresentConnection(ConnectionId id, ConnectionKind kind, Instant connectedAt) {}
