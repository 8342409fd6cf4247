package dev.chatagent.ws;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a connection still has to send: in order, one frame on its way at a time, everything that waits meanwhile in one array
 * frame. Bounded by bytes and by the time that one frame may take. Thread-safe; calls the container with no lock held.
 */
final class Outbox implements SendHandler {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int ROOMY_BYTES = MAX_BYTES / 4;
    private static final int MAX_FRAME = 32 * 1024;
    /** With the time between two looks, {@link Connections#LOOK_MILLIS}, two seconds. */
    private static final long NANOS_PER_ROOMY_BYTES = 1_750_000_000L;

    /** What came of adding. */
    enum Added {
        WAITS,
        /** As much waits as goes into a frame: the next {@link #flush()} should not be long in coming. */
        FILLS_A_FRAME,
        /** It was not added, because too much waits already. */
        REFUSED
    }

    /** Whom it sends for. */
    interface Owner {
        /** Asked ahead of each frame; while it says no, everything waits. */
        boolean mayHear();

        /** Called once there is room after {@link #roomy()} said that there was none. */
        void roomAgain();
    }

    private final RemoteEndpoint.Async remote;
    private final Owner owner;
    /** The one that waits longest; the others are seldom there, and their queue is not kept. */
    private @Nullable Frame first;

    private @Nullable Queue<Frame> more;
    private int waitingBytes;
    private boolean starved;
    private boolean sending;
    private boolean looping;
    private long sendingUntil;
    private boolean closed;

    Outbox(RemoteEndpoint.Async remote, Owner owner) {
        this.remote = remote;
        this.owner = owner;
    }

    /**
     * Adds a JSON object, to be sent by the next {@link #flush()}. The one that fills it up may be of any size: an event that is
     * larger than everything that may wait must still be sent.
     */
    synchronized Added add(Frame frame) {
        if (closed) {
            return Added.WAITS;
        }
        if (waitingBytes >= MAX_BYTES) {
            return Added.REFUSED;
        }
        if (first == null) {
            first = frame;
        } else {
            if (more == null) {
                more = new ArrayDeque<>();
            }
            more.add(frame);
        }
        waitingBytes += frame.bytes();
        return waitingBytes < MAX_FRAME ? Added.WAITS : Added.FILLS_A_FRAME;
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
        first = null;
        more = null;
        waitingBytes = 0;
    }

    /** A loop and not a recursion: containers may call back before {@code sendText} returns. */
    void flush() {
        boolean again = true;
        while (again) {
            String frame;
            boolean room;
            synchronized (this) {
                if (closed || sending || looping || first == null || !owner.mayHear()) {
                    return;
                }
                frame = nextFrame(first);
                sending = true;
                looping = true;
                sendingUntil = System.nanoTime() + NANOS_PER_ROOMY_BYTES * (1 + frame.length() / ROOMY_BYTES);
                room = starved && waitingBytes < ROOMY_BYTES;
                starved &= !room;
            }
            try {
                remote.sendText(frame, this);
            } catch (RuntimeException e) { // the session closed meanwhile; the container says so with one of several
                close();
            }
            synchronized (this) {
                looping = false;
                again = first != null;
            }
            if (room) {
                owner.roomAgain();
                again = true;
            }
        }
    }

    @Override
    public void onResult(SendResult result) {
        synchronized (this) {
            sending = false;
            if (!result.isOK()) {
                close();
            }
            if (looping || first == null) {
                return;
            }
        }
        flush();
    }

    private String nextFrame(Frame head) {
        take(head);
        if (first == null) {
            return head.json();
        }
        StringBuilder frame = new StringBuilder("[").append(head.json());
        for (Frame next = first; next != null && frame.length() + next.bytes() < MAX_FRAME; next = first) {
            take(next);
            frame.append(',').append(next.json());
        }
        return frame.append(']').toString();
    }

    private void take(Frame head) {
        waitingBytes -= head.bytes();
        first = more == null ? null : more.poll();
        if (first == null) {
            more = null;
        }
    }
}
