package dev.chatagent.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that is written as its reader takes it, without a thread that waits: some hundred readers that stop reading would
 * otherwise be all threads that a container has. Containers call one at a time.
 */
final class LargeAnswer implements WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(LargeAnswer.class);
    private static final int PIECE_BYTES = 32 * 1024;

    private final ServletOutputStream out;
    private final byte[] content;
    private final Runnable end;
    private int written;

    private LargeAnswer(ServletOutputStream out, byte[] content, Runnable end) {
        this.out = out;
        this.content = content;
        this.end = end;
    }

    /** @param end ends the request, which is asynchronous by now */
    static void begin(ServletOutputStream out, byte[] content, Runnable end) {
        out.setWriteListener(new LargeAnswer(out, content, end));
    }

    /** Ends only when all has been taken: some containers would have a thread wait for the rest. */
    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written == content.length) {
                end.run();
                return;
            }
            int piece = Math.min(PIECE_BYTES, content.length - written);
            out.write(content, written, piece);
            written += piece;
        }
    }

    /** The reader has gone, or the container has lost its patience. */
    @Override
    public void onError(Throwable failure) {
        LOG.debug("An answer broke off: {}", failure.toString());
        end.run();
    }
}
