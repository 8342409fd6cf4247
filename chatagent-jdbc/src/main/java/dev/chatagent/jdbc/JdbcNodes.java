package dev.chatagent.jdbc;

import dev.chatagent.id.NodeId;
import dev.chatagent.storage.NodeRepository;
import java.time.Instant;
import java.util.Set;
import org.jdbi.v3.core.Handle;

final class JdbcNodes implements NodeRepository {
    private final Handle handle;

    JdbcNodes(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void alive(NodeId node, Instant at) {
        remove(node);
        handle.createUpdate("INSERT INTO node (id, seen_at) VALUES (:id, :at)")
                .bind("id", node.value())
                .bind("at", Columns.micros(at))
                .execute();
    }

    @Override
    public Set<NodeId> aliveSince(Instant time) {
        return handle.createQuery("SELECT id FROM node WHERE seen_at >= :time")
                .bind("time", Columns.micros(time))
                .map((row, context) -> new NodeId(Columns.uuid(row, "id")))
                .set();
    }

    @Override
    public void remove(NodeId node) {
        handle.createUpdate("DELETE FROM node WHERE id = :id")
                .bind("id", node.value())
                .execute();
    }

    @Override
    public int prune(Instant before) {
        return handle.createUpdate("DELETE FROM node WHERE seen_at < :before")
                .bind("before", Columns.micros(before))
                .execute();
    }
}
