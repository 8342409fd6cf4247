package dev.chatagent.storage.memory;

import dev.chatagent.id.NodeId;
import dev.chatagent.storage.NodeRepository;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

final class InMemoryNodes implements NodeRepository {
    private final Table<UUID, Sign> signs;

    private record Sign(NodeId node, Instant at) {}

    InMemoryNodes(Table.Undo undo) {
        this.signs = new Table<>(undo);
    }

    @Override
    public void alive(NodeId node, Instant at) {
        signs.put(node.value(), new Sign(node, at));
    }

    @Override
    public Set<NodeId> aliveSince(Instant time) {
        return signs.values()
                .filter(sign -> !sign.at().isBefore(time))
                .map(Sign::node)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void remove(NodeId node) {
        signs.remove(node.value());
    }

    @Override
    public int prune(Instant before) {
        return signs.removeIf((id, sign) -> sign.at().isBefore(before));
    }
}
