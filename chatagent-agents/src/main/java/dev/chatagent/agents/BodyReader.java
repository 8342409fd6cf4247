package dev.chatagent.agents;

import java.nio.ByteBuffer;

/** Makes agent events from the body of an answer, piece by piece. Used by one thread at a time. */
interface BodyReader {
    void read(ByteBuffer bytes);

    /** The body came to its end. */
    void finished();

    /** The connection broke before the end. */
    void broken();
}
