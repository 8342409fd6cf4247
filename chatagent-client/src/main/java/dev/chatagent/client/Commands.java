package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait for their answer. Those that last wait for a connection, and are sent again on the next one when theirs broke
 * before the answer: what they ask for can be asked twice. Who is told to wait by the server waits, as long as the patience lasts,
 * and all go on one by one after that. Confined to the loop.
 */
final class Commands {
    /** Of those that last, unanswered on one connection: the server counts commands. */
    private static final int MAX_SENT = 16;

    private final Loop loop;
    private final Gate gate;
    private final Timing timing;
    private final int max;
    private final Runnable onSilence;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private @Nullable Socket socket;
    private boolean online;
    private long lastId;
    private int window = MAX_SENT;
    private boolean paused;
    private Runnable stopPause = () -> {};

    /** Hears the answer of one command. */
    interface Answer {
        void ok(JsonNode frame);

        void refused(Problem problem);

        static Answer of(Consumer<JsonNode> ok, Consumer<Problem> refused) {
            return new Answer() {
                @Override
                public void ok(JsonNode frame) {
                    ok.accept(frame);
                }

                @Override
                public void refused(Problem problem) {
                    refused.accept(problem);
                }
            };
        }
    }

    private static final class Pending {
        private final String id;
        private final String frame;
        private final boolean lasts;
        private final Answer answer;
        private Runnable stopWaiting = () -> {};
        private Runnable stopPatience = () -> {};
        private boolean sent;
        private long patienceEnds;

        Pending(String id, String frame, boolean lasts, Answer answer) {
            this.id = id;
            this.frame = frame;
            this.lasts = lasts;
            this.answer = answer;
        }
    }

    /** @param onSilence called when an answer does not come in time */
    Commands(Loop loop, Gate gate, Timing timing, int max, Runnable onSilence) {
        this.loop = loop;
        this.gate = gate;
        this.timing = timing;
        this.max = max;
        this.onSilence = onSilence;
    }

    void opened(Socket opened) {
        socket = opened;
    }

    void online() {
        online = true;
        pump();
    }

    private void pump() {
        List<Pending> waiting =
                pending.values().stream().filter(each -> each.lasts).toList();
        List<Pending> next = waiting.stream().filter(each -> !each.sent).toList();
        if (next.isEmpty()) {
            window = MAX_SENT;
        }
        if (online && !paused) {
            int sent = waiting.size() - next.size();
            next.stream().limit(Math.max(0, window - sent)).forEach(this::transmit);
        }
    }

    private void offline() {
        socket = null;
        online = false;
        window = MAX_SENT;
        paused = false;
        stopPause.run();
    }

    void lost() {
        offline();
        for (Pending each : List.copyOf(pending.values())) {
            each.stopWaiting.run();
            each.sent = false;
            if (!each.lasts) {
                refuse(each, Problem.unreachable());
            }
        }
    }

    void close() {
        offline();
        List.copyOf(pending.values()).forEach(each -> refuse(each, closed()));
    }

    static Problem closed() {
        return Problem.local("closed", "The client is closed.");
    }

    /** Asks on this connection or not at all. */
    void now(ObjectNode command, Answer answer) {
        ask(command, false, answer);
    }

    /** Asks on this connection or on a later one, until the patience ends. */
    void lasting(ObjectNode command, Answer answer) {
        if (pending.size() >= max) {
            answer.refused(Problem.local("busy", max + " commands wait for their answers already."));
            return;
        }
        ask(command, true, answer);
    }

    private void ask(ObjectNode command, boolean lasts, Answer answer) {
        String id = "c" + ++lastId;
        String frame = command.put("id", id).toString();
        if (Frames.tooLarge(frame)) { // the server would close, and again after each try
            answer.refused(Problem.local("payload_too_large", "A command has at most " + Frames.MAX_BYTES + " bytes."));
            return;
        }
        if (!lasts && socket == null) {
            answer.refused(Problem.unreachable());
            return;
        }
        Pending asked = new Pending(id, frame, lasts, answer);
        pending.put(id, asked);
        if (lasts) {
            asked.patienceEnds = System.nanoTime() + timing.patience().toNanos();
            asked.stopPatience = loop.after(timing.patience(), () -> refuse(asked, Problem.unreachable()));
            pump();
        } else {
            transmit(asked);
        }
    }

    private void transmit(Pending each) {
        if (socket != null) {
            each.sent = true;
            socket.send(each.frame);
            await(each);
        }
    }

    private void await(Pending each) {
        each.stopWaiting = loop.after(timing.answerTimeout(), () -> {
            if (gate.shut()) {
                await(each); // it is we who do not read
            } else {
                onSilence.run();
            }
        });
    }

    void answered(JsonNode frame) {
        Pending each = pending.get(frame.path("id").asText(""));
        if (each == null) {
            return;
        }
        if (frame.path("type").asText().equals("ok")) {
            take(each.id);
            each.answer.ok(frame);
            pump();
        } else {
            Problem problem = Problem.of(frame.path("error"));
            if (!postponed(each, problem)) {
                refuse(each, problem);
            }
        }
    }

    /** It has done nothing yet, and keeps its place and its key. */
    private boolean postponed(Pending each, Problem problem) {
        Optional<Duration> wait = problem.retryAfter()
                .filter(after ->
                        problem.tooMany() && each.lasts && after.toNanos() < each.patienceEnds - System.nanoTime());
        wait.ifPresent(after -> {
            each.stopWaiting.run();
            each.sent = false;
            pause(after);
        });
        return wait.isPresent();
    }

    private void pause(Duration wait) {
        window = 1;
        paused = true;
        stopPause.run();
        stopPause = loop.after(wait, () -> {
            paused = false;
            pump();
        });
    }

    private void refuse(Pending each, Problem problem) {
        if (take(each.id)) {
            each.answer.refused(problem);
            pump();
        }
    }

    private boolean take(String id) {
        Pending taken = pending.remove(id);
        if (taken != null) {
            taken.stopWaiting.run();
            taken.stopPatience.run();
        }
        return taken != null;
    }
}
