package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
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
 * {@link CommandHandler}. Messages come one at a time; everything else from any thread.
 */
final class Inbox {
    private static final int MAX_REFUSALS = 40;

    private final ChatAgentRuntime runtime;
    private final Connection connection;
    private final CommandHandler commands;
    private final AtomicInteger refusals = new AtomicInteger();

    Inbox(ChatAgentRuntime runtime, Connection connection) {
        this.runtime = runtime;
        this.connection = connection;
        this.commands = new CommandHandler(runtime, connection);
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
            close(problem(e));
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

    void received(String text) {
        connection.seen();
        Optional<String> id = Optional.empty();
        try {
            Commands.Frame frame = Commands.read(text);
            id = frame.id();
            admit();
            answer(frame.command());
        } catch (RuntimeException e) {
            refuse(id, problem(e));
        }
    }

    /** Strangers have no allowance of their own: their first wrong frame ends them. */
    private void admit() {
        connection
                .known()
                .ifPresent(known -> Limits.require(runtime.limits().byUser(LimitClass.COMMAND, known.user())));
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
            close(problem);
        } else if (problem.code() == ErrorCode.RATE_LIMITED && refusals.incrementAndGet() > MAX_REFUSALS) {
            connection.close(CloseCode.FLOOD);
        }
    }

    private void close(Problem problem) {
        connection.close(problem.code().closeCode(), problem.title(), () -> {});
    }

    /** Forgets one refusal, so that only those count that come close together. */
    void forgive() {
        refusals.updateAndGet(count -> Math.max(0, count - 1));
    }

    void resume() {
        commands.resume();
    }

    void close() {
        commands.close();
    }
}
