package dev.chatagent.presence;

import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends what people hold on all nodes together beyond what they may: the newest, each on its own node. Looked at some seconds after
 * a connection was stored, when rows of those that have just ended are gone and what other nodes stored at the same time is there;
 * so every node comes to the same end without asking another. Used by one thread.
 */
final class PresenceCap {
    private final Storage storage;
    private final PresenceBook book;
    private final int most;
    private List<PresenceRecord> fresh = new ArrayList<>();
    private List<PresenceRecord> settled = new ArrayList<>();

    /** @param most how many one person may hold; {@link Integer#MAX_VALUE} where nobody counts */
    PresenceCap(Storage storage, PresenceBook book, int most) {
        this.storage = storage;
        this.book = book;
        this.most = most;
    }

    private record Owner(TenantId tenant, UserId user) {}

    void stored(List<PresenceRecord> joined) {
        if (storage.shared() && most < Integer.MAX_VALUE) {
            fresh.addAll(joined);
        }
    }

    /** Looks at what was stored between the two looks before this one. */
    void look() {
        List<PresenceRecord> due = book.notAlone(settled);
        if (!due.isEmpty()) {
            Set<ConnectionId> beyond = storage.read(unit -> beyond(unit, due));
            book.end(due.stream()
                    .map(record -> record.connection().id())
                    .filter(beyond::contains)
                    .toList());
        }
        settled = fresh;
        fresh = new ArrayList<>();
    }

    private Set<ConnectionId> beyond(UnitOfWork unit, List<PresenceRecord> due) {
        PresenceRepository rows = unit.get(PresenceRepository.class);
        if (rows.nodes().size() <= 1) { // a node counts its own by itself
            return Set.of();
        }
        return due.stream()
                .map(record -> new Owner(record.tenant(), record.user()))
                .distinct()
                .flatMap(owner ->
                        rows.list(owner.tenant(), owner.user()).stream().skip(most))
                .map(PresentConnection::id)
                .collect(Collectors.toSet());
    }
}
