package dev.chatagent.agents;

import java.nio.ByteBuffer;
import java.time.Duration;

/** Makes agent events from the body of an answer, piece by piece. Used by one thread at a time. */
interface BodyReader {
    void read(ByteBuffer bytes);

    /** The body came to its end. */
    void finished();

    /** The connection broke before the end. */
    void broken();

    /** Nothing has come for this long, and nothing more is waited for. */
    void silent(Duration waited);

    /** Whether all of the answer has come, so that only its end is left to be told. */
    default boolean answered() {
        return false;
    }
}
