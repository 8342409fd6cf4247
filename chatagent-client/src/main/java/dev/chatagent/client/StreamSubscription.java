package dev.chatagent.client;

import java.util.OptionalLong;

/** A stream that is being listened to, over reconnections too. Thread-safe. */
public interface StreamSubscription extends AutoCloseable {

    /** {@code user} or {@code session:<id>}. */
    String stream();

    /** Place of the last event that the listener has handled, to subscribe from later; empty before anything is known. */
    OptionalLong seq();

    /** Ends it: no call of the listener begins once this has returned. Idempotent; may be called by the listener. */
    @Override
    void close();
}
