package dev.chatagent.storage.memory;

import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.presence.PresenceRecord;
import dev.chatagent.presence.PresenceRepository;
import dev.chatagent.presence.PresentConnection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

final class InMemoryPresence implements PresenceRepository {
    private final Table<UUID, PresenceRecord> rows;
    private final InMemoryUsers users;

    InMemoryPresence(Table.Undo undo, InMemoryUsers users) {
        this.rows = new Table<>(undo);
        this.users = users;
    }

    private static UUID key(ConnectionId id) {
        return id.value();
    }

    @Override
    public boolean insert(PresenceRecord record) {
        UUID key = key(record.connection().id());
        boolean known = users.find(record.user())
                .filter(user -> user.tenant().equals(record.tenant()))
                .isPresent();
        if (!known || rows.get(key).isPresent()) {
            return false;
        }
        rows.put(key, record);
        return true;
    }

    @Override
    public boolean remove(TenantId tenant, UserId user, ConnectionId id) {
        return rows.get(key(id)).filter(of(tenant, user)).isPresent() && rows.remove(key(id));
    }

    private static Predicate<PresenceRecord> of(TenantId tenant, UserId user) {
        return row -> row.user().equals(user) && row.tenant().equals(tenant);
    }

    @Override
    public List<PresentConnection> list(TenantId tenant, UserId user) {
        return rows.values()
                .filter(of(tenant, user))
                .map(PresenceRecord::connection)
                .sorted(Comparator.comparing(PresentConnection::connectedAt)
                        .thenComparing(connection -> connection.id().toString()))
                .toList();
    }

    @Override
    public List<NodeId> nodes() {
        return rows.values().map(PresenceRecord::node).distinct().toList();
    }

    @Override
    public List<PresenceRecord> ofNode(NodeId node, int limit) {
        return rows.values().filter(row -> row.node().equals(node)).limit(limit).toList();
    }

    @Override
    public int count(NodeId node) {
        return (int) rows.values().filter(row -> row.node().equals(node)).count();
    }

    @Override
    public void deleteAll(UserId user) {
        rows.removeIf((id, row) -> row.user().equals(user));
    }
}
