package dev.chatagent.chat;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.UserId;
import java.util.List;
import java.util.Optional;

/** Repository of runs. What is not the owner's does not exist. */
public interface RunRepository {

    void insert(RunRecord record);

    /** Replaces status, end, usage and error; answers whether it was there. */
    boolean update(UserId owner, Run run);

    Optional<RunRecord> find(UserId owner, RunId id);

    Optional<RunRecord> findByKey(UserId owner, String idempotencyKey);

    /** The chat's run in progress. */
    Optional<RunRecord> active(UserId owner, ChatId chat);

    /** Every run in progress, of everybody: what a crash left behind. For the run engine at start alone. */
    List<RunRecord> allRunning();
}
