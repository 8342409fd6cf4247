package dev.chatagent.ws;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.Sent;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.event.StreamId;
import dev.chatagent.event.Subscription;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
import dev.chatagent.wire.Command;
import dev.chatagent.wire.EventFrames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what an authenticated connection asks for, and holds its subscriptions. */
final class CommandHandler {
    private static final int MAX_SUBSCRIPTIONS = 64;

    private final ChatAgentRuntime runtime;
    private final Connection connection;
    private final Map<StreamId, Subscription> subscriptions = new HashMap<>();
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
        Limits.require(runtime.limits().byUser(LimitClass.SEND, principal.user()));
        Draft draft = new Draft(
                required("text", send.text()), Optional.ofNullable(send.parent()), Optional.ofNullable(send.key()));
        Sent sent = runtime.chats().send(principal, required("session", send.session()), draft);
        answer.put("message", sent.message());
        answer.put("run", sent.run());
    }

    /** The answer goes out before the first event. */
    private void subscribe(Principal principal, Command.Subscribe command, Map<String, Object> answer) {
        StreamId stream = StreamId.parse(required("stream", command.stream()), principal.user());
        long since = command.since() == null ? -1 : command.since();
        end(stream);
        Subscription subscription =
                runtime.events().subscribe(principal, stream, since, event -> connection.send(EventFrames.json(event)));
        if (!keep(stream, subscription)) {
            subscription.close();
            throw ChatAgentException.invalid(
                    "stream",
                    "too_many",
                    "At most " + MAX_SUBSCRIPTIONS + " streams a connection; unsubscribe from some.");
        }
        answer.put("recovered", subscription.recovered());
        answer.put("seq", subscription.seq());
        connection.send(answer);
        subscription.start();
    }

    private synchronized boolean keep(StreamId stream, Subscription subscription) {
        if (closed || subscriptions.size() >= MAX_SUBSCRIPTIONS) {
            return false;
        }
        subscriptions.put(stream, subscription);
        return true;
    }

    private synchronized void end(StreamId stream) {
        Subscription before = subscriptions.remove(stream);
        if (before != null) {
            before.close();
        }
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw ChatAgentException.invalid(field, "required", "'" + field + "' is required.");
        }
        return value;
    }

    synchronized void close() {
        closed = true;
        subscriptions.values().forEach(Subscription::close);
        subscriptions.clear();
    }
}
