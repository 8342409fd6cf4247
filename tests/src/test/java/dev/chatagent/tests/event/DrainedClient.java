package dev.chatagent.tests.event;

import dev.chatagent.client.ChatAgentClient;
import dev.chatagent.client.ClientState;
import dev.chatagent.client.StateChange;
import dev.chatagent.client.StreamEvent;
import dev.chatagent.client.StreamListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A client of Java, what it heard, and how it lost and found its server. Thread-safe. */
final class DrainedClient implements StreamListener, AutoCloseable {
    private final ChatAgentClient client;
    private final List<Long> seqs = new ArrayList<>();
    private final List<Integer> closeCodes = new ArrayList<>();
    private final List<Long> dials = new ArrayList<>();
    private int resets;
    private int written;
    private long onlineAt;
    private int onlines;

    DrainedClient(int port, String token, HttpClient http, Executor executor) {
        client = ChatAgentClient.builder(URI.create("ws://127.0.0.1:" + port + "/ws"))
                .credentials(() -> {
                    dials();
                    return token;
                })
                .httpClient(http)
                .executor(executor)
                .onState(this::changed)
                .build();
        client.subscribe("user", 0, this);
        var unused = client.connect(); // its end is a state
    }

    /** Credentials are asked for ahead of each try to connect. */
    private synchronized void dials() {
        dials.add(System.nanoTime());
    }

    private synchronized void changed(StateChange change) {
        if (change.state() == ClientState.ONLINE) {
            onlineAt = System.nanoTime();
            onlines++;
        } else if (change.closeCode() != 0) {
            closeCodes.add(change.closeCode());
        }
    }

    @Override
    public synchronized void onEvent(StreamEvent event) {
        seqs.add(event.seq());
        written += event.type().startsWith("presence.") ? 0 : 1;
    }

    @Override
    public synchronized void onReset(long seq) {
        resets++;
    }

    synchronized List<Long> seqs() {
        return List.copyOf(seqs);
    }

    /** How many events it has heard of what the test wrote; clients that come and go are events too. */
    synchronized int heard() {
        return written;
    }

    /** Why connections ended, the first first. */
    synchronized List<Integer> closeCodes() {
        return List.copyOf(closeCodes);
    }

    synchronized int resets() {
        return resets;
    }

    synchronized int onlines() {
        return onlines;
    }

    /** When it first tried to come back, in {@link System#nanoTime()}; whether it found the server or not. */
    synchronized long dialledAgainAt() {
        return dials.get(1);
    }

    /** When it last came online, in {@link System#nanoTime()}. */
    synchronized long onlineAt() {
        return onlineAt;
    }

    @Override
    public void close() {
        client.close();
    }
}
