package dev.chatagent.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of the JDK: whole text frames in and out, one on its way at a time, and one end. Used on the loop; the owner is
 * called there too.
 */
final class Socket implements WebSocket.Listener {
    private static final String SUBPROTOCOL = "chatagent.v1";
    /** No event of the server is near it. */
    private static final int MAX_CHARS = 64 * 1024 * 1024;

    private static final Duration FAREWELL = Duration.ofMillis(500);

    /** What a socket tells. */
    interface Owner {
        void opened(Socket socket);

        void received(Socket socket, String text);

        /** Once, and nothing after it. */
        void ended(Socket socket, int code, String reason);

        /** In place of all of that: nobody can dial there, now or later. */
        void impossible(Socket socket, String reason);
    }

    private final Loop loop;
    private final Gate gate;
    private final Owner owner;
    private final StringBuilder partial = new StringBuilder();
    private final Queue<String> outgoing = new ArrayDeque<>();
    private @Nullable WebSocket socket;
    private boolean sending;
    private boolean over;

    private Socket(Loop loop, Gate gate, Owner owner) {
        this.loop = loop;
        this.gate = gate;
        this.owner = owner;
    }

    static Socket dial(HttpClient http, URI uri, Duration timeout, Loop loop, Gate gate, Owner owner) {
        Socket socket = new Socket(loop, gate, owner);
        CompletionStage<WebSocket> opening = http.newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(timeout)
                .buildAsync(uri, socket);
        opening.whenComplete((made, failure) -> loop.execute(() -> socket.made(made, failure)));
        return socket;
    }

    private void made(@Nullable WebSocket opened, @Nullable Throwable failure) {
        if (opened == null) {
            notMade(failure);
        } else if (over) {
            opened.abort();
        } else {
            socket = opened;
            owner.opened(this);
        }
    }

    private void notMade(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String reason = cause == null ? "not opened" : String.valueOf(cause.getMessage());
        if (cause instanceof IllegalArgumentException && !over) { // of the address
            over = true;
            owner.impossible(this, reason);
        } else {
            end(CloseCodes.LOST, reason);
        }
    }

    void send(String frame) {
        outgoing.add(frame);
        pump();
    }

    private void pump() {
        if (over || sending || socket == null || outgoing.isEmpty()) {
            return;
        }
        sending = true;
        CompletionStage<WebSocket> sent = socket.sendText(outgoing.remove(), true);
        sent.whenComplete((done, failure) -> loop.execute(() -> {
            sending = false;
            if (failure == null) {
                pump();
            } else {
                fail("a frame could not be sent");
            }
        }));
    }

    /** Ends it at once: the close handshake of a dead network can take minutes. */
    void fail(String reason) {
        end(CloseCodes.LOST, reason);
        if (socket != null) {
            socket.abort();
        }
    }

    /** Says goodbye and lets go; the owner hears no more. */
    void leave() {
        WebSocket open = socket;
        boolean quiet = over;
        over = true;
        if (open == null || quiet) {
            return;
        }
        CompletionStage<WebSocket> said = open.sendClose(CloseCodes.NORMAL, "");
        said.whenComplete((done, failure) -> {
            if (failure != null) {
                open.abort();
            }
        });
        loop.after(FAREWELL, open::abort);
    }

    private void end(int code, String reason) {
        if (!over) {
            over = true;
            owner.ended(this, code, reason);
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        String piece = data.toString(); // the buffer is used again
        loop.execute(() -> add(from, piece, last));
        return null;
    }

    private void add(WebSocket from, String piece, boolean last) {
        if (partial.length() + piece.length() > MAX_CHARS) {
            fail("a frame of more than " + MAX_CHARS + " characters");
            return;
        }
        partial.append(piece);
        if (last) {
            String whole = partial.toString();
            partial.setLength(0);
            if (!over) {
                owner.received(this, whole);
            }
        }
        gate.whenOpen(() -> from.request(1));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        loop.execute(() -> {
            end(code, reason);
            loop.after(FAREWELL, from::abort); // the JDK has answered by then
        });
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        loop.execute(() -> end(CloseCodes.LOST, String.valueOf(failure.getMessage())));
    }
}
