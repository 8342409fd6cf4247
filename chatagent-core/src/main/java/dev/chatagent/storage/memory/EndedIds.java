package dev.chatagent.storage.memory;

import dev.chatagent.id.LoginId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The ids of logins or keys that were deleted with their account, for a day. */
final class EndedIds {
    private static final Duration KEPT = Duration.ofDays(1);

    private final Table<UUID, Ended> ended;

    EndedIds(Table.Undo undo) {
        this.ended = new Table<>(undo);
    }

    private record Ended(LoginId id, Instant at) {}

    void keep(List<LoginId> ids, Instant at) {
        ended.removeIf((id, row) -> row.at().isBefore(at.minus(KEPT)));
        ids.forEach(id -> ended.put(id.value(), new Ended(id, at)));
    }

    Stream<LoginId> since(Instant time) {
        return ended.values().filter(row -> !row.at().isBefore(time)).map(Ended::id);
    }
}
