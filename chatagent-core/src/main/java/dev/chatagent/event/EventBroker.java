package dev.chatagent.event;

/**
 * SPI: lets the nodes that share a storage tell one another which streams have grown. It carries hints and never events: those
 * are read from the storage, so a hint that is lost, late, doubled or forged can delay an event by a second, and nothing else.
 * Thread-safe.
 */
public interface EventBroker extends AutoCloseable {

    /** Begins to hear what other nodes announce; called once. Does not wait for a connection, and tries again while there is none. */
    void start(Listener listener);

    /**
     * Tells the others, soon, that the stream has grown to that place. Never blocks and never throws: it is called by whoever
     * has just written, between the commit and the answer.
     */
    void announce(StreamId stream, long seq);

    /** Whether hints of others arrive at present. While they do not, this node looks for itself, ten times a second. */
    boolean connected();

    /** Lets go of its connections. Idempotent. */
    @Override
    void close();

    /** Told by a broker what it heard; returns at once. */
    interface Listener {

        /** Another node has written up to that place. */
        void advanced(StreamId stream, long seq);

        /** Hints may have been missed: any stream may have grown. */
        void uncertain();
    }

    /** For a storage that this process has for itself: there is nobody to tell. */
    static EventBroker none() {
        return NoBroker.INSTANCE;
    }
}
