package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.LoginId;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
import dev.chatagent.wire.CloseCode;
import dev.chatagent.wire.Command;
import dev.chatagent.wire.Commands;
import dev.chatagent.wire.Json;
import dev.chatagent.wire.Problem;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: who it belongs to, how long, and whether its peer is alive. What it is asked for is done by
 * {@link CommandHandler}. Messages come one at a time; everything else from any thread.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long AUTH_NANOS = 5_000_000_000L;
    private static final long PING_NANOS = 25_000_000_000L;
    private static final long DEAD_NANOS = 34_000_000_000L;
    private static final int MAX_REFUSALS = 40;

    private final Connections connections;
    private final ChatAgentRuntime runtime;
    private final Session session;
    private final Outbox outbox;
    private final CommandHandler commands;
    private final long openedAt = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long seenAt = openedAt;
    private volatile long pingedAt = openedAt;
    private volatile @Nullable Principal principal;
    private int refusals;

    Connection(Connections connections, Session session) {
        this.connections = connections;
        this.runtime = connections.runtime();
        this.session = session;
        this.outbox = new Outbox(session.getAsyncRemote());
        this.commands = new CommandHandler(runtime, this);
    }

    /** Begins, with the credentials of the handshake if there were any. */
    void open(boolean crossSite, Optional<String> token, Optional<String> ticket) {
        connections.add(this);
        if (crossSite) {
            close(CloseCode.CROSS_SITE);
        } else if (runtime.closing()) {
            close(CloseCode.SHUTDOWN);
        } else if (token.isPresent() || ticket.isPresent()) {
            try {
                authenticate(token, ticket);
                send(Map.of("type", "ready", "expiresAt", requirePrincipal().expiresAt()));
            } catch (ChatAgentException e) {
                LOG.debug("A handshake's credentials were refused: {}", e.code());
                close(CloseCode.REFUSED);
            }
        }
    }

    void received(String text) {
        seen();
        Optional<String> id = Optional.empty();
        try {
            admit();
            Commands.Frame frame = Commands.read(text);
            id = frame.id();
            answer(frame.command());
        } catch (ChatAgentException e) {
            refuse(id, e);
        } catch (RuntimeException e) {
            LOG.error("A command failed", e);
            refuse(id, e);
        }
    }

    /** Strangers have no allowance of their own: {@link #refuse} ends them after a few wrong frames. */
    private void admit() {
        Principal known = principal;
        if (known != null) {
            Limits.require(runtime.limits().byUser(LimitClass.COMMAND, known.user()));
        }
    }

    private void answer(Command command) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", command.id());
        answer.put("type", "ok");
        if (command instanceof Command.Auth auth) {
            authenticate(Optional.ofNullable(auth.token()), Optional.ofNullable(auth.ticket()));
            answer.put("expiresAt", requirePrincipal().expiresAt());
            send(answer);
        } else {
            commands.handle(requirePrincipal(), command, answer);
        }
    }

    private void refuse(Optional<String> id, RuntimeException failure) {
        Problem problem = Problem.of(failure, UUID.randomUUID().toString());
        Map<String, Object> answer = new LinkedHashMap<>();
        id.ifPresent(value -> answer.put("id", value));
        answer.put("type", "error");
        answer.put("error", problem);
        send(answer);
        if (principal == null) {
            close(CloseCode.REFUSED);
        } else if (problem.code() == ErrorCode.RATE_LIMITED && ++refusals > MAX_REFUSALS) {
            close(CloseCode.FLOOD);
        }
    }

    private void authenticate(Optional<String> token, Optional<String> ticket) {
        Principal fresh;
        if (token.isPresent()) {
            fresh = runtime.authenticator().authenticate(token.get());
        } else if (ticket.isPresent()) {
            fresh = runtime.authenticator().redeemTicket(ticket.get());
        } else {
            throw ChatAgentException.invalid("token", "required", "Send 'token' or 'ticket'.");
        }
        synchronized (this) {
            Principal before = principal;
            if (before != null && !before.user().equals(fresh.user())) {
                close(CloseCode.REFUSED);
                throw new ChatAgentException(ErrorCode.INVALID_TOKEN, "The token is of another user.");
            }
            if (before == null && !connections.takePlace(fresh.user())) {
                close(CloseCode.TOO_MANY_CONNECTIONS);
                throw new ChatAgentException(ErrorCode.FORBIDDEN, "Too many connections of this user.");
            }
            principal = fresh;
        }
    }

    private Principal requirePrincipal() {
        Principal known = principal;
        if (known == null) {
            throw new ChatAgentException(ErrorCode.UNAUTHENTICATED, "Send an 'auth' command first.");
        }
        return known;
    }

    /** Sends a JSON object; a peer that reads too slowly is sent away. */
    void send(Object message) {
        send(Json.write(message));
    }

    void send(String json) {
        if (!outbox.offer(json)) {
            runtime.executor().execute(() -> close(CloseCode.TOO_SLOW));
        }
    }

    void seen() {
        seenAt = System.nanoTime();
    }

    void endIfOf(LoginId login) {
        Principal known = principal;
        if (known != null && known.login().equals(login)) {
            close(CloseCode.REVOKED);
        }
    }

    /** Looks after time-outs; called about once a second. */
    void sweep() {
        long now = System.nanoTime();
        Instant time = runtime.clock().instant();
        Principal known = principal;
        if (known == null && now - openedAt > AUTH_NANOS) {
            close(CloseCode.AUTH_TIMEOUT);
        } else if (known != null && !time.isBefore(known.expiresAt())) {
            close(CloseCode.TOKEN_EXPIRED);
        } else if (outbox.stuck()) {
            close(CloseCode.TOO_SLOW);
        } else if (now - seenAt > DEAD_NANOS) {
            close(CloseCode.HEARTBEAT_LOST);
        } else if (now - pingedAt > PING_NANOS) {
            pingedAt = now;
            ping();
        }
    }

    private void ping() {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) { // closed meanwhile
            LOG.debug("A ping was not sent: {}", e.toString());
        }
    }

    void close(CloseCode code) {
        if (!over.get()) {
            closed();
            try {
                session.close(new CloseReason(new AppCode(code.code()), code.reason()));
            } catch (IOException | RuntimeException e) { // the peer has gone
                LOG.debug("A WebSocket was gone before it was closed: {}", e.toString());
            }
        }
    }

    /** Lets go of everything; the session is closed or about to be. */
    void closed() {
        if (over.compareAndSet(false, true)) {
            outbox.close();
            commands.close();
            connections.remove(this);
            Principal known = principal;
            if (known != null) {
                connections.freePlace(known.user());
            }
        }
    }

    /** A close code of the private range. */
    private record AppCode(int code) implements CloseReason.CloseCode {
        @Override
        public int getCode() {
            return code;
        }
    }
}
