package dev.chatagent.ws;

import dev.chatagent.auth.Principal;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.wire.Commands;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the commands of a connection pass the limits. One that comes too early by less than a moment waits for it, and what comes
 * meanwhile waits behind it, so commands are done one at a time and in their order; none keeps a thread, and what waits is
 * bounded. Thread-safe.
 */
final class Turnstile {
    private static final int MAX_WAITING = 8;
    private static final int MAX_CHARS = 64 * 1024;

    private final Connections connections;
    private final Limits limits;
    private final Gate gate;
    /** The first stays until it is done. */
    private final Queue<Call> waiting = new ArrayDeque<>(1);

    private int chars;
    /** Why the first waits. */
    private @Nullable RateDecision last;

    private boolean closed;

    /** What becomes of a command. */
    interface Gate {
        void pass(Commands.Frame frame);

        void refuse(Optional<String> id, RateDecision refusal);
    }

    Turnstile(Connections connections, Gate gate) {
        this.connections = connections;
        this.limits = connections.runtime().limits();
        this.gate = gate;
    }

    /** A command on its way, as text: what that was read into may be many times as large. */
    private static final class Call {
        private final String text;
        private final Optional<String> id;
        private final long deadline;
        /** The limits that it has still to pass; one that it has passed is not asked again. */
        private final Queue<Supplier<Optional<RateDecision>>> ahead = new ArrayDeque<>(3);

        Call(String text, Commands.Frame frame, Principal who, Limits limits) {
            this.text = text;
            this.id = frame.id();
            this.deadline = System.nanoTime() + limits.patience().toNanos();
            ahead.add(() -> limits.byUser(LimitClass.COMMAND, who.user()));
            if (frame.json().path("type").asText("").equals("send")) {
                ahead.add(() -> limits.byUser(LimitClass.SEND, who.user()));
            }
            ahead.add(() -> limits.byTenant(who.tenant()));
        }

        /** What keeps it from being done now. */
        Optional<RateDecision> refusal() {
            for (Supplier<Optional<RateDecision>> limit = ahead.peek(); limit != null; limit = ahead.peek()) {
                Optional<RateDecision> refusal = limit.get().filter(decision -> !decision.admitted());
                if (refusal.isPresent()) {
                    return refusal;
                }
                ahead.remove();
            }
            return Optional.empty();
        }

        boolean worthWaiting(RateDecision refusal) {
            return refusal.retryAfter().toNanos() <= deadline - System.nanoTime();
        }
    }

    /** Takes a command of somebody who is known; called by one thread at a time. */
    void come(String text, Commands.Frame frame, Principal who) {
        Call call = new Call(text, frame, who, limits);
        Optional<RateDecision> refusal;
        synchronized (this) {
            refusal = waiting.isEmpty() ? call.refusal() : Optional.ofNullable(last);
            if (refusal.isPresent() && holds(call, refusal.get())) {
                return;
            }
        }
        finish(call.id, frame, refusal);
    }

    private boolean holds(Call call, RateDecision refusal) {
        if (waiting.isEmpty()) {
            if (closed || !call.worthWaiting(refusal) || !connections.mayHold()) {
                return false;
            }
            waitFor(refusal);
        } else if (waiting.size() == MAX_WAITING || chars + call.text.length() > MAX_CHARS) {
            return false;
        }
        waiting.add(call);
        chars += call.text.length();
        return true;
    }

    private synchronized void waitFor(RateDecision refusal) {
        last = refusal;
        connections.later(this::next, refusal.retryAfter());
    }

    private void finish(Optional<String> id, Commands.Frame frame, Optional<RateDecision> refusal) {
        refusal.ifPresentOrElse(decision -> gate.refuse(id, decision), () -> gate.pass(frame));
    }

    /** Others may take what was waited for, so once may not be enough; the time in all is bounded. */
    private void next() {
        for (Optional<Call> first = first(); first.isPresent(); first = doneAndNext()) {
            Optional<RateDecision> refusal = first.get().refusal();
            if (refusal.isPresent() && first.get().worthWaiting(refusal.get())) {
                waitFor(refusal.get());
                return;
            }
            finish(first.get().id, Commands.read(first.get().text), refusal);
        }
    }

    private synchronized Optional<Call> first() {
        return Optional.ofNullable(waiting.peek());
    }

    /** In one step: who finds nobody waiting begins a wait of their own. */
    private synchronized Optional<Call> doneAndNext() {
        if (closed) {
            return Optional.empty();
        }
        chars -= waiting.remove().text.length();
        if (waiting.isEmpty()) {
            connections.heldNoMore();
        }
        return first();
    }

    /** What waits is not done any more. */
    synchronized void close() {
        closed = true;
        if (!waiting.isEmpty()) {
            waiting.clear();
            connections.heldNoMore();
        }
    }
}
