package dev.chatagent.limit;

import dev.chatagent.id.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many connections each user holds. Thread-safe. */
final class ConnectionPlaces {
    private final int perUser;
    private final Map<UserId, Integer> taken = new ConcurrentHashMap<>();

    ConnectionPlaces(int perUser) {
        this.perUser = perUser;
    }

    int perUser() {
        return perUser;
    }

    Optional<Runnable> take(UserId user) {
        boolean[] free = new boolean[1];
        taken.compute(user, (id, count) -> {
            int now = count == null ? 0 : count;
            free[0] = now < perUser;
            return free[0] ? now + 1 : now;
        });
        AtomicBoolean given = new AtomicBoolean();
        return free[0]
                ? Optional.of(() -> {
                    if (given.compareAndSet(false, true)) {
                        free(user);
                    }
                })
                : Optional.empty();
    }

    private void free(UserId user) {
        taken.computeIfPresent(user, (id, count) -> count == 1 ? null : count - 1);
    }
}
