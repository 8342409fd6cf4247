package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait for their answer. Those that last wait for a connection, and are sent again on the next one when theirs broke
 * before the answer: what they ask for can be asked twice. Confined to the loop.
 */
final class Commands {
    private final Loop loop;
    private final Gate gate;
    private final Timing timing;
    private final int max;
    private final Runnable onSilence;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private @Nullable Socket socket;
    private boolean online;
    private long lastId;

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
        List.copyOf(pending.values()).stream().filter(each -> !each.sent).forEach(this::transmit);
    }

    void lost() {
        socket = null;
        online = false;
        for (Pending each : List.copyOf(pending.values())) {
            each.stopWaiting.run();
            each.sent = false;
            if (!each.lasts) {
                refuse(each, Problem.unreachable());
            }
        }
    }

    void close() {
        socket = null;
        online = false;
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
            asked.stopPatience = loop.after(timing.patience(), () -> refuse(asked, Problem.unreachable()));
        }
        if (!lasts || online) {
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
        take(frame.path("id").asText("")).ifPresent(each -> {
            if (frame.path("type").asText().equals("ok")) {
                each.answer.ok(frame);
            } else {
                each.answer.refused(Problem.of(frame.path("error")));
            }
        });
    }

    private void refuse(Pending each, Problem problem) {
        take(each.id).ifPresent(taken -> taken.answer.refused(problem));
    }

    private Optional<Pending> take(String id) {
        Optional<Pending> taken = Optional.ofNullable(pending.remove(id));
        taken.ifPresent(each -> {
            each.stopWaiting.run();
            each.stopPatience.run();
        });
        return taken;
    }
}
