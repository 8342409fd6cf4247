package dev.chatagent.ws;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What a connection still has to send: in order, one frame on its way at a time, everything that waits meanwhile in one array
 * frame. Bounded by bytes and by the time that one frame may take. Thread-safe.
 */
final class Outbox {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_FRAME = 32 * 1024;
    private static final long MAX_NANOS = 2_000_000_000L;

    private final RemoteEndpoint.Async remote;
    private final Queue<String> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean sending;
    private boolean looping;
    private long sendingSince;
    private boolean closed;

    Outbox(RemoteEndpoint.Async remote) {
        this.remote = remote;
    }

    /** Adds a JSON object; false when too much waits already. */
    boolean offer(String json) {
        synchronized (this) {
            if (closed) {
                return true;
            }
            int bytes = json.getBytes(StandardCharsets.UTF_8).length;
            if (waitingBytes + bytes > MAX_BYTES) {
                return false;
            }
            waiting.add(json);
            waitingBytes += bytes;
        }
        pump();
        return true;
    }

    /** Whether a frame has been on its way for too long. */
    synchronized boolean stuck() {
        return sending && System.nanoTime() - sendingSince > MAX_NANOS;
    }

    /** Nothing more is sent. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    /** A loop and not a recursion: containers may call back before {@code sendText} returns. */
    private void pump() {
        while (true) {
            String frame;
            synchronized (this) {
                if (closed || sending || looping || waiting.isEmpty()) {
                    return;
                }
                frame = nextFrame();
                sending = true;
                looping = true;
                sendingSince = System.nanoTime();
            }
            try {
                remote.sendText(frame, this::sent);
            } catch (RuntimeException e) { // the session closed meanwhile; the container says so with one of several
                close();
            }
            synchronized (this) {
                looping = false;
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
        pump();
    }

    private String nextFrame() {
        String first = waiting.remove();
        waitingBytes -= first.getBytes(StandardCharsets.UTF_8).length;
        if (waiting.isEmpty()) {
            return first;
        }
        StringBuilder frame = new StringBuilder("[").append(first);
        while (!waiting.isEmpty() && frame.length() + waiting.element().length() < MAX_FRAME) {
            String next = waiting.remove();
            waitingBytes -= next.getBytes(StandardCharsets.UTF_8).length;
            frame.append(',').append(next);
        }
        return frame.append(']').toString();
    }
}
