package dev.chatagent.account;

import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;

/** What a person has besides their account. Each feature that keeps something of people deletes its own. */
public interface Belongings {
    /** Stops what goes on for the owner. Called before the unit that deletes, on its thread; may block. */
    void stop(UserId owner);

    /** Deletes everything of the owner, as part of the unit. */
    void delete(UnitOfWork unit, UserId owner);
}
