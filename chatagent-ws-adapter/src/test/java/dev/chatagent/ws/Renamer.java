package dev.chatagent.ws;

import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Somebody who gives a chat other names, each an event, and the connections that hear how long each took. For one thread. */
final class Renamer {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final WsServer server;
    private final Principal herself;
    private final ChatSession chat;
    private final Listeners listeners;
    private final List<Listeners.Listener> readers = new ArrayList<>();
    private final Map<Long, Long> written = new ConcurrentHashMap<>();
    private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
    private long seq;

    Renamer(WsServer server, TokenPair who, Listeners listeners, int count) throws IOException {
        this.server = server;
        this.listeners = listeners;
        herself = server.principal(who);
        chat = newChat();
        for (int i = 0; i < count; i++) {
            readers.add(listeners.open(this::heard, subscribe("user", seq)));
        }
    }

    static String subscribe(String stream, long since) {
        return "{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"" + stream + "\",\"since\":" + since + "}";
    }

    /** Those who are waited for, and whose time counts. */
    List<Listeners.Listener> readers() {
        return readers;
    }

    /** Others, who hear the same. */
    List<Listeners.Listener> connect(int count) throws IOException {
        List<Listeners.Listener> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            others.add(listeners.open((stream, at) -> {}, subscribe("user", seq)));
        }
        return others;
    }

    ChatSession newChat() {
        seq++;
        return server.chat(herself);
    }

    /** The place of the last event. */
    long seq() {
        return seq;
    }

    private void heard(String stream, long at) {
        Long start = written.get(at);
        if (start != null) {
            latencies.add(System.nanoTime() - start);
        }
    }

    /** Goes on so long, and until something is so; answers how many nanoseconds it took to each reader, ascending. */
    List<Long> rename(Duration atLeast, BooleanSupplier until) {
        latencies.clear();
        long end = System.nanoTime() + atLeast.toNanos();
        Eventually.until("events may end", () -> {
            long start = System.nanoTime();
            rename(start);
            LockSupport.parkNanos(start + PACE_NANOS - System.nanoTime());
            return System.nanoTime() - end > 0 && until.getAsBoolean();
        });
        return latencies.stream().sorted().toList();
    }

    private void rename(long start) {
        long next = seq + 1;
        written.put(next, start);
        seq = next;
        server.runtime.chats().rename(herself, chat.id(), "title " + start);
        Eventually.until("all have heard it", () -> readers.stream().allMatch(one -> one.last("user") == next));
    }
}
