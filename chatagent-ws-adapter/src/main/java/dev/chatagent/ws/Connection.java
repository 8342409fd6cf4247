package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.id.LoginId;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.wire.CloseCode;
import dev.chatagent.wire.Json;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: who it belongs to, how long, and whether its peer is alive. What comes in is read by {@link Inbox}. Any
 * thread may call.
 */
final class Connection implements Outbox.Owner {
    static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long AUTH_SECONDS = 5;
    /** From expiry to the end; meanwhile nothing is sent and only {@code auth} is done. */
    private static final long EXPIRED_NANOS = 2_000_000_000L;

    private final Connections connections;
    private final ChatAgentRuntime runtime;
    private final Session session;
    private final Outbox outbox;
    private final Inbox inbox;
    private volatile long seenAt = System.nanoTime();
    private volatile long pingedAt = seenAt;
    /** One waits to be sent. */
    private final AtomicBoolean pinging = new AtomicBoolean();
    /** When the credentials were last known to be good. */
    private volatile long welcomeAt = seenAt;

    private volatile @Nullable Principal principal;
    private volatile @Nullable ScheduledFuture<?> patience;
    private volatile @Nullable Farewell farewell;
    /** What is given back at the end: the person's place, and word that the connection is gone. */
    private List<Runnable> held = List.of();

    private boolean over;

    Connection(Connections connections, Session session) {
        this.connections = connections;
        this.runtime = connections.runtime();
        this.session = session;
        this.inbox = new Inbox(connections, this);
        this.outbox = new Outbox(session.getAsyncRemote(), this);
    }

    Inbox inbox() {
        return inbox;
    }

    /** Begins. */
    void open() {
        connections.add(this);
        if (connections.closing()) {
            close(CloseCode.SHUTDOWN);
        }
    }

    /** Strangers have a little time to say who they are. */
    void awaitWord() {
        synchronized (this) {
            if (principal == null && !over) {
                patience = runtime.scheduler().schedule(this::endStranger, AUTH_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private void endStranger() {
        if (principal == null) {
            close(CloseCode.AUTH_TIMEOUT);
        }
    }

    /** Takes over who the peer is; answers why the connection must end instead, if it must. */
    Optional<CloseCode> become(Principal fresh) {
        synchronized (this) {
            Principal before = principal;
            if (over || (before != null && !mayFollow(before, fresh))) {
                return Optional.of(CloseCode.REFUSED);
            }
            if (before == null) {
                Optional<Runnable> taken = runtime.limits().connection(fresh.user());
                if (taken.isEmpty()) {
                    return Optional.of(CloseCode.TOO_MANY_CONNECTIONS);
                }
                Runnable end = () -> close(CloseCode.TOO_MANY_CONNECTIONS);
                held = List.of(taken.get(), runtime.presence().joined(fresh, ConnectionKind.WEBSOCKET, end));
            }
            principal = fresh;
            stopPatience();
        }
        return runtime.authenticator().live(fresh) ? Optional.empty() : Optional.of(CloseCode.REVOKED);
    }

    /** Its subscriptions go on, so they must still be allowed. */
    private static boolean mayFollow(Principal before, Principal fresh) {
        return before.user().equals(fresh.user())
                && (fresh.permissions().contains(Permission.CHAT)
                        || !before.permissions().contains(Permission.CHAT));
    }

    Optional<Principal> known() {
        return Optional.ofNullable(principal);
    }

    /** @throws ChatAgentException UNAUTHENTICATED for strangers, INVALID_TOKEN once the credentials have ended */
    Principal requirePrincipal() {
        Principal known = principal;
        if (known == null) {
            throw new ChatAgentException(ErrorCode.UNAUTHENTICATED, "Send an 'auth' command first.");
        }
        if (!runtime.authenticator().live(known)) {
            throw new ChatAgentException(ErrorCode.INVALID_TOKEN, "The access token has expired; send a fresh one.");
        }
        return known;
    }

    @Override
    public boolean mayHear() {
        Principal known = principal;
        return known == null || runtime.authenticator().live(known);
    }

    @Override
    public void roomAgain() {
        inbox.resume();
    }

    /** Sends a JSON object; a peer that reads too slowly is sent away. */
    void send(Object message) {
        add(Frame.of(Json.write(message)));
        flush();
    }

    Frame frame(Event event) {
        return connections.frames().of(event);
    }

    /** Adds to what the next {@link #flush()} sends; a peer that reads too slowly is sent away. Answers whether to flush at once. */
    boolean add(Frame frame) {
        Outbox.Added added = outbox.add(frame);
        if (added == Outbox.Added.REFUSED) {
            close(CloseCode.TOO_SLOW);
        }
        return added == Outbox.Added.FILLS_A_FRAME;
    }

    void flush() {
        outbox.flush();
    }

    boolean roomy() {
        return outbox.roomy();
    }

    /** Whether nothing is on its way to it. */
    boolean idle() {
        return outbox.idle();
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

    /** Called several times a second. */
    void endIfStuck() {
        if (outbox.stuck()) {
            close(CloseCode.TOO_SLOW);
        }
    }

    /** Looks after what may take longer; called about once a second. */
    void sweep() {
        long now = System.nanoTime();
        long heartbeat = connections.heartbeat().toNanos();
        inbox.forgive();
        if (mayHear()) {
            welcomeAt = now;
        }
        if (now - welcomeAt > EXPIRED_NANOS) {
            close(CloseCode.TOKEN_EXPIRED);
        } else if (pingedAt - seenAt > 0 && now - pingedAt > heartbeat * 8 / 25) {
            close(CloseCode.HEARTBEAT_LOST);
        } else if (now - pingedAt > heartbeat && idle() && pinging.compareAndSet(false, true)) {
            connections.ping(this::ping); // containers block until it is written
        }
    }

    /** Time runs from here: until then nobody was asked for a sign of life. */
    private void ping() {
        pingedAt = System.nanoTime();
        pinging.set(false);
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) { // closed meanwhile
            LOG.debug("A ping was not sent: {}", e.toString());
        }
    }

    void close(CloseCode code) {
        close(code, () -> {});
    }

    /** @param told called when the peer has been told, or cannot be */
    void close(CloseCode code, Runnable told) {
        close(code.code(), code.reason(), told);
    }

    /** Ends it for what one of its commands, or an event, came to. */
    void close(ErrorCode code) {
        close(code.closeCode(), code.title(), () -> {});
    }

    void close(int code, String reason, Runnable told) {
        if (!closed()) {
            told.run();
            return;
        }
        LOG.debug("A WebSocket is closed with {}: {}", code, reason);
        Farewell last = new Farewell(runtime.scheduler(), session, code, reason, told);
        farewell = last;
        connections.block(last);
    }

    /** The container is done with the connection: the close frames have been exchanged, or the peer is not there. */
    void gone() {
        closed();
        Farewell last = farewell;
        if (last != null) {
            last.gone();
        }
    }

    private void stopPatience() {
        ScheduledFuture<?> timer = patience;
        if (timer != null) {
            timer.cancel(false);
            patience = null;
        }
    }

    /** Lets go of everything; the session is closed or about to be. Answers whether this call did it. */
    boolean closed() {
        List<Runnable> last;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            last = held;
        }
        connections.remove(this);
        stopPatience();
        outbox.close();
        inbox.close();
        last.forEach(Runnable::run);
        return true;
    }
}
