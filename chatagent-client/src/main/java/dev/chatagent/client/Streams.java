package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The streams that are listened to, and how each gets to where the server is: after a connection begins, and when an event is
 * missing. Confined to the loop.
 */
final class Streams {
    private static final int MAX_ASKING = 16;
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Loop loop;
    private final Commands commands;
    private final Map<String, ListenedStream> streams = new HashMap<>();
    private final Deque<ListenedStream> todo = new ArrayDeque<>();
    private int asking;
    /** How many may be asked for at once. The server counts commands: who was told to wait goes on one by one. */
    private int window = MAX_ASKING;

    private boolean waiting;
    /** Counts connections, so that an answer of an old one is none. */
    private long round;

    private boolean online;

    Streams(Loop loop, Commands commands) {
        this.loop = loop;
        this.commands = commands;
    }

    void add(ListenedStream stream) {
        if (stream.over()) {
            return;
        }
        ListenedStream before = streams.put(stream.stream(), stream);
        if (before != null) {
            before.close();
        }
        resume(stream);
    }

    void remove(ListenedStream stream) {
        if (streams.remove(stream.stream(), stream) && online) {
            leave(stream.stream());
        }
    }

    private void leave(String name) {
        ObjectNode command = Frames.command("unsubscribe").put("stream", name);
        commands.now(command, Commands.Answer.of(ok -> {}, problem -> {
            if (problem.tooMany()) {
                later(problem.retryAfter().orElse(AGAIN), () -> leaveStill(name));
            }
        }));
    }

    /** Another listener may have come meanwhile. */
    private void leaveStill(String name) {
        if (!streams.containsKey(name)) {
            leave(name);
        }
    }

    void online() {
        online = true;
        List.copyOf(streams.values()).forEach(this::resume);
    }

    void lost() {
        online = false;
        round++;
        asking = 0;
        waiting = false;
        todo.clear();
        streams.values().forEach(stream -> stream.asking(false));
    }

    void close() {
        lost();
        streams.values().forEach(ListenedStream::close);
        streams.clear();
    }

    void received(StreamEvent event, long chars) {
        ListenedStream stream = streams.get(event.stream());
        if (stream != null && !stream.offer(event, chars)) {
            resume(stream);
        }
    }

    private void resume(ListenedStream stream) {
        if (online && !stream.asking()) {
            stream.asking(true);
            todo.add(stream);
            pump();
        }
    }

    private void pump() {
        while (!waiting && asking < window && !todo.isEmpty()) {
            ListenedStream stream = todo.remove();
            if (current(stream)) {
                ask(stream);
            }
        }
        if (todo.isEmpty()) {
            window = MAX_ASKING;
        }
    }

    private boolean current(ListenedStream stream) {
        return streams.get(stream.stream()) == stream;
    }

    private void ask(ListenedStream stream) {
        ObjectNode command = Frames.command("subscribe").put("stream", stream.stream());
        if (stream.taken() != ListenedStream.UNKNOWN) {
            command.put("since", stream.taken());
        }
        long asked = round;
        asking++;
        commands.now(
                command,
                Commands.Answer.of(
                        answer -> answered(asked, () -> begin(stream, answer)),
                        problem -> answered(asked, () -> refused(stream, problem))));
    }

    private void answered(long asked, Runnable then) {
        if (asked == round) {
            asking--;
            then.run();
            pump();
        }
    }

    private void begin(ListenedStream stream, JsonNode answer) {
        if (current(stream)) {
            stream.begin(
                    answer.path("recovered").asBoolean(true), answer.path("seq").asLong());
        }
    }

    /** What the server says of the stream ends it; what it says of the moment is waited out. */
    private void refused(ListenedStream stream, Problem problem) {
        if (!current(stream)) {
            return;
        }
        Duration wait = problem.retryAfter().orElse(AGAIN);
        if (problem.tooMany()) {
            todo.addFirst(stream);
            pause(wait);
        } else if (problem.status() == 0 || problem.unauthenticated() || problem.status() >= 500) {
            later(wait, () -> {
                stream.asking(false);
                if (current(stream)) {
                    resume(stream);
                }
            });
        } else {
            streams.remove(stream.stream(), stream);
            stream.gone(problem);
        }
    }

    private void pause(Duration wait) {
        window = 1;
        if (!waiting) {
            waiting = true;
            later(wait, () -> {
                waiting = false;
                pump();
            });
        }
    }

    private void later(Duration wait, Runnable work) {
        long asked = round;
        loop.after(wait, () -> {
            if (asked == round) {
                work.run();
            }
        });
    }
}
