package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.wire.CloseCode;
import dev.chatagent.wire.Command;
import dev.chatagent.wire.Commands;
import dev.chatagent.wire.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a peer says: its credentials and its commands, each answered once. What commands ask for is done by
 * {@link CommandHandler}. Messages come one at a time, and so are commands done, not always by their thread; everything else comes from any.
 */
final class Inbox implements Turnstile.Gate {
    private static final int MAX_REFUSALS = 40;

    private final ChatAgentRuntime runtime;
    private final Connection connection;
    private final CommandHandler commands;
    private final Turnstile turnstile;
    private final AtomicInteger refusals = new AtomicInteger();

    Inbox(Connections connections, Connection connection) {
        this.runtime = connections.runtime();
        this.connection = connection;
        this.commands = new CommandHandler(runtime, connection);
        this.turnstile = new Turnstile(connections, this);
    }

    /** The credentials that came with the handshake. */
    void credentials(Optional<String> token, Optional<String> ticket) {
        try {
            Principal fresh = authenticate(token, ticket);
            connection.become(fresh).ifPresentOrElse(connection::close, () -> {
                Map<String, Object> ready = new LinkedHashMap<>();
                ready.put("type", "ready");
                tellEnd(ready, fresh);
                connection.send(ready);
            });
        } catch (RuntimeException e) {
            connection.close(problem(e).code());
        }
    }

    private Principal authenticate(Optional<String> token, Optional<String> ticket) {
        if (token.isPresent()) {
            return runtime.authenticator().authenticate(token.get());
        }
        return runtime.authenticator()
                .redeemTicket(ticket.orElseThrow(
                        () -> ChatAgentException.invalid("token", "required", "Send 'token' or 'ticket'.")));
    }

    /** Strangers have no allowance of their own: their first wrong frame ends them. */
    void received(String text) {
        connection.seen();
        Optional<Principal> known = connection.known();
        try {
            Commands.Frame frame = Commands.read(text);
            if (known.isPresent()) {
                turnstile.come(text, frame, known.get());
            } else {
                pass(frame);
            }
        } catch (RuntimeException e) {
            refuse(Optional.empty(), problem(tooMany(known).orElse(e)));
        }
    }

    /** What is no frame counts as one. */
    private Optional<RuntimeException> tooMany(Optional<Principal> known) {
        return known.flatMap(who -> runtime.limits().byUser(LimitClass.COMMAND, who.user()))
                .filter(decision -> !decision.admitted())
                .map(Limits::refusal);
    }

    @Override
    public void pass(Commands.Frame frame) {
        try {
            answer(frame.command());
        } catch (RuntimeException e) {
            refuse(frame.id(), problem(e));
        }
    }

    @Override
    public void refuse(Optional<String> id, RateDecision refusal) {
        refuse(id, problem(Limits.refusal(refusal)));
    }

    private void answer(Command command) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", command.id());
        answer.put("type", "ok");
        if (command instanceof Command.Auth auth) {
            Principal fresh = authenticate(Optional.ofNullable(auth.token()), Optional.ofNullable(auth.ticket()));
            tellEnd(answer, fresh);
            connection.become(fresh).ifPresentOrElse(connection::close, () -> connection.send(answer));
        } else {
            commands.handle(connection.requirePrincipal(), command, answer);
        }
    }

    /** As a time, and as what is left of it for whoever has a wrong clock. */
    private void tellEnd(Map<String, Object> frame, Principal principal) {
        Duration left = Duration.between(runtime.clock().instant(), principal.expiresAt());
        frame.put("expiresAt", principal.expiresAt());
        frame.put("expiresIn", Math.max(0, left.toSeconds()));
    }

    private static Problem problem(RuntimeException failure) {
        Problem problem = Problem.of(failure, UUID.randomUUID().toString());
        if (!(failure instanceof ChatAgentException)) {
            Connection.LOG.error("A command failed [{}]", problem.requestId(), failure);
        } else if (problem.status() >= 500) {
            Connection.LOG.warn("A command failed [{}]: {}", problem.requestId(), problem.detail());
        }
        return problem;
    }

    private void refuse(Optional<String> id, Problem problem) {
        Map<String, Object> answer = new LinkedHashMap<>();
        id.ifPresent(value -> answer.put("id", value));
        answer.put("type", "error");
        answer.put("error", problem);
        connection.send(answer);
        if (connection.known().isEmpty()) {
            connection.close(problem.code());
        } else if (problem.code() == ErrorCode.RATE_LIMITED && refusals.incrementAndGet() > MAX_REFUSALS) {
            connection.close(CloseCode.FLOOD);
        }
    }

    /** Forgets one refusal, so that only those count that come close together. */
    void forgive() {
        refusals.updateAndGet(count -> Math.max(0, count - 1));
    }

    void resume() {
        commands.resume();
    }

    void close() {
        turnstile.close();
        commands.close();
    }
}
