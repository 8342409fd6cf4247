package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.Sent;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.event.StreamId;
import dev.chatagent.event.Subscription;
import dev.chatagent.wire.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what an authenticated connection asks for, and holds its subscriptions. */
final class CommandHandler {
    private static final int MAX_SUBSCRIPTIONS = 64;

    private final ChatAgentRuntime runtime;
    private final Connection connection;
    private final Map<StreamId, Feed> feeds = new HashMap<>();
    private boolean closed;

    CommandHandler(ChatAgentRuntime runtime, Connection connection) {
        this.runtime = runtime;
        this.connection = connection;
    }

    /** @param answer the beginning of the answer, sent once it is complete */
    void handle(Principal principal, Command command, Map<String, Object> answer) {
        if (command instanceof Command.Subscribe subscribe) {
            subscribe(principal, subscribe, answer);
            return;
        }
        if (command instanceof Command.Unsubscribe unsubscribe) {
            end(StreamId.parse(required("stream", unsubscribe.stream()), principal.user()));
        } else if (command instanceof Command.Presence) {
            answer.put("items", runtime.presence().list(principal));
        } else if (command instanceof Command.Send send) {
            send(principal, send, answer);
        } else if (command instanceof Command.Cancel cancel) {
            answer.put(
                    "run",
                    runtime.chats()
                            .cancel(principal, required("session", cancel.session()), required("run", cancel.run())));
        }
        connection.send(answer);
    }

    private void send(Principal principal, Command.Send send, Map<String, Object> answer) {
        Draft draft = Draft.of(
                send.text(), send.parts(), Optional.ofNullable(send.parent()), Optional.ofNullable(send.key()));
        Sent sent = runtime.chats().send(principal, required("session", send.session()), draft);
        answer.put("message", sent.message());
        answer.put("run", sent.run());
    }

    /** The answer goes out before the first event. */
    private void subscribe(Principal principal, Command.Subscribe command, Map<String, Object> answer) {
        StreamId stream = StreamId.parse(required("stream", command.stream()), principal.user());
        long since = command.since() == null ? -1 : command.since();
        end(stream);
        Feed feed = new Feed(connection);
        Subscription subscription = runtime.events().subscribe(principal, stream, since, feed);
        if (!keep(stream, feed)) {
            subscription.close();
            throw ChatAgentException.invalid(
                    "stream",
                    "too_many",
                    "At most " + MAX_SUBSCRIPTIONS + " streams a connection; unsubscribe from some.");
        }
        answer.put("recovered", subscription.recovered());
        answer.put("seq", subscription.seq());
        connection.send(answer);
        feed.begin(subscription);
    }

    private synchronized boolean keep(StreamId stream, Feed feed) {
        if (closed || feeds.size() >= MAX_SUBSCRIPTIONS) {
            return false;
        }
        feeds.put(stream, feed);
        return true;
    }

    private void end(StreamId stream) {
        Feed before;
        synchronized (this) {
            before = feeds.remove(stream);
        }
        if (before != null) {
            before.end();
        }
    }

    /** Lets streams go on that waited for room. */
    void resume() {
        List<Feed> open;
        synchronized (this) {
            open = List.copyOf(feeds.values());
        }
        open.forEach(Feed::resume);
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw ChatAgentException.invalid(field, "required", "'" + field + "' is required.");
        }
        return value;
    }

    void close() {
        List<Feed> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(feeds.values());
            feeds.clear();
        }
        open.forEach(Feed::end);
    }
}
