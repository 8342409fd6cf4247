package dev.chatagent.ws;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * What a connection still has to send: in order, one frame on its way at a time, everything that waits meanwhile in one array
 * frame. Bounded by bytes and by the time that one frame may take. Thread-safe; calls the container with no lock held.
 */
final class Outbox {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int ROOMY_BYTES = MAX_BYTES / 4;
    private static final int MAX_FRAME = 32 * 1024;
    private static final long NANOS_PER_ROOMY_BYTES = 2_000_000_000L;

    private final RemoteEndpoint.Async remote;
    private final BooleanSupplier open;
    private final Runnable roomAgain;
    private final Queue<Frame> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean starved;
    private boolean sending;
    private boolean looping;
    private long sendingUntil;
    private boolean closed;

    /**
     * @param open asked ahead of each frame; while it says no, everything waits
     * @param roomAgain called once there is room after {@link #roomy()} said that there was none
     */
    Outbox(RemoteEndpoint.Async remote, BooleanSupplier open, Runnable roomAgain) {
        this.remote = remote;
        this.open = open;
        this.roomAgain = roomAgain;
    }

    /**
     * Adds a JSON object, to be sent by the next {@link #flush()}; false when too much waits already. The one that fills it up
     * may be of any size: an event that is larger than everything that may wait must still be sent.
     */
    synchronized boolean add(Frame frame) {
        if (closed) {
            return true;
        }
        if (waitingBytes >= MAX_BYTES) {
            return false;
        }
        waiting.add(frame);
        waitingBytes += frame.bytes();
        return true;
    }

    /** Whether there is room for more than what must be sent at once. */
    synchronized boolean roomy() {
        starved = !closed && waitingBytes >= ROOMY_BYTES;
        return !starved;
    }

    /** Whether nothing is on its way. */
    synchronized boolean idle() {
        return !sending;
    }

    /** Whether a frame has been on its way for too long. */
    synchronized boolean stuck() {
        return sending && System.nanoTime() - sendingUntil > 0;
    }

    /** Nothing more is sent. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    /** A loop and not a recursion: containers may call back before {@code sendText} returns. */
    void flush() {
        while (true) {
            String frame;
            boolean room;
            synchronized (this) {
                if (closed || sending || looping || waiting.isEmpty() || !open.getAsBoolean()) {
                    return;
                }
                frame = nextFrame();
                sending = true;
                looping = true;
                sendingUntil = System.nanoTime() + NANOS_PER_ROOMY_BYTES * (1 + frame.length() / ROOMY_BYTES);
                room = starved && waitingBytes < ROOMY_BYTES;
                starved &= !room;
            }
            try {
                remote.sendText(frame, this::sent);
            } catch (RuntimeException e) { // the session closed meanwhile; the container says so with one of several
                close();
            }
            synchronized (this) {
                looping = false;
            }
            if (room) {
                roomAgain.run();
            }
        }
    }

    private void sent(SendResult result) {
        synchronized (this) {
            sending = false;
            if (!result.isOK()) {
                close();
            }
        }
        flush();
    }

    private String nextFrame() {
        String first = next();
        if (waiting.isEmpty()) {
            return first;
        }
        StringBuilder frame = new StringBuilder("[").append(first);
        while (!waiting.isEmpty() && frame.length() + waiting.element().bytes() < MAX_FRAME) {
            frame.append(',').append(next());
        }
        return frame.append(']').toString();
    }

    private String next() {
        Frame next = waiting.remove();
        waitingBytes -= next.bytes();
        return next.json();
    }
}
