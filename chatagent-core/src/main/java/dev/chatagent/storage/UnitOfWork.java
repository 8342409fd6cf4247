package dev.chatagent.storage;

/**
 * What a unit of work can reach. Valid only while the work runs, on its thread.
 */
public interface UnitOfWork {

    /**
     * The repository of that type, bound to this unit. Every storage has those that core's features define; asking for
     * another is a programming error.
     *
     * @throws IllegalArgumentException naming the type when this storage does not have it
     */
    <R> R get(Class<R> repository);

    /**
     * Runs the action once the unit is durable, never when it fails. Actions of units that wrote the same row run in the
     * order in which those units committed, one at a time. They run on a thread that others wait for: quick, and without
     * writing. What they throw is logged and changes nothing.
     */
    void afterCommit(Runnable action);
}
