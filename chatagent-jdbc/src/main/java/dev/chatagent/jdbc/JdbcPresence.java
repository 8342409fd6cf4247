package dev.chatagent.jdbc;

import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.presence.PresenceRecord;
import dev.chatagent.presence.PresenceRepository;
import dev.chatagent.presence.PresentConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Open connections. An account that is deleted meanwhile takes its own along, and gets no further ones. */
final class JdbcPresence implements PresenceRepository {
    private static final String INSERT = """
            INSERT INTO presence (id, owner, tenant, node, kind, connected_at)
            SELECT :id, :owner, :tenant, :node, :kind, :connected FROM users
            WHERE id = :owner AND tenant = :tenant AND NOT EXISTS (SELECT 1 FROM presence WHERE id = :id)""";

    private final Handle handle;

    JdbcPresence(Handle handle) {
        this.handle = handle;
    }

    @Override
    public boolean insert(PresenceRecord record) {
        PresentConnection connection = record.connection();
        return handle.createUpdate(INSERT)
                        .bind("id", connection.id().value())
                        .bind("owner", record.user().value())
                        .bind("tenant", record.tenant().value())
                        .bind("node", record.node().value())
                        .bind("kind", connection.kind().name())
                        .bind("connected", Columns.micros(connection.connectedAt()))
                        .execute()
                == 1;
    }

    @Override
    public boolean remove(TenantId tenant, UserId user, ConnectionId id) {
        return Plain.update(
                        handle,
                        "DELETE FROM presence WHERE id = ? AND owner = ? AND tenant = ?",
                        id.value(),
                        user.value(),
                        tenant.value())
                == 1;
    }

    @Override
    public List<PresentConnection> list(TenantId tenant, UserId user) {
        return Plain.list(
                handle,
                "SELECT id, kind, connected_at FROM presence WHERE owner = ? AND tenant = ? ORDER BY owner, connected_at, id",
                JdbcPresence::connection,
                user.value(),
                tenant.value());
    }

    private static PresentConnection connection(ResultSet row) throws SQLException {
        return new PresentConnection(
                new ConnectionId(Columns.uuid(row, "id")),
                ConnectionKind.valueOf(Columns.text(row, "kind")),
                Columns.time(row, "connected_at"));
    }

    /** One step along the index each, and not a row of it more. */
    @Override
    public List<NodeId> nodes() {
        List<NodeId> found = new ArrayList<>();
        Optional<NodeId> next = Plain.first(
                handle,
                "SELECT node FROM presence ORDER BY node LIMIT 1",
                row -> new NodeId(Columns.uuid(row, "node")));
        while (next.isPresent()) {
            found.add(next.get());
            next = Plain.first(
                    handle,
                    "SELECT node FROM presence WHERE node > ? ORDER BY node LIMIT 1",
                    row -> new NodeId(Columns.uuid(row, "node")),
                    next.get().value());
        }
        return found;
    }

    @Override
    public List<PresenceRecord> ofNode(NodeId node, int limit) {
        return Plain.list(
                handle,
                "SELECT id, owner, tenant, kind, connected_at FROM presence WHERE node = ? LIMIT ?",
                row -> new PresenceRecord(
                        new TenantId(Columns.text(row, "tenant")),
                        new UserId(Columns.uuid(row, "owner")),
                        node,
                        connection(row)),
                node.value(),
                limit);
    }

    @Override
    public int count(NodeId node) {
        return Plain.first(handle, "SELECT COUNT(*) FROM presence WHERE node = ?", row -> row.getInt(1), node.value())
                .orElse(0);
    }

    @Override
    public void deleteAll(UserId user) {
        Plain.update(handle, "DELETE FROM presence WHERE owner = ?", user.value());
    }
}
