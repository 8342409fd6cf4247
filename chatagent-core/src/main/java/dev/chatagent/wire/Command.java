package dev.chatagent.wire;

import dev.chatagent.chat.DraftPart;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks over a WebSocket. Each has an {@code id}, which its answer carries. */
public sealed interface Command {

    String id();

    /** Authenticates the connection, or goes on with a fresh token of the same user. One of the two is set. */
    record Auth(String id, @Nullable String token, @Nullable String ticket) implements Command {}

    /** Asks for the caller's own open connections, on all nodes. */
    record Presence(String id) implements Command {}

    /** Asks for a sign of life. */
    record Ping(String id) implements Command {}

    /**
     * Asks for a stream's events.
     *
     * @param since from after this place; absent: from now on
     */
    record Subscribe(
            String id, @Nullable String stream, @Nullable Long since) implements Command {}

    /** Ends a subscription. */
    record Unsubscribe(String id, @Nullable String stream) implements Command {}

    /**
     * Sends a message.
     *
     * @param text its text; or {@code parts}, if there are files too
     * @param key idempotency key
     */
    record Send(
            String id,
            @Nullable ChatId session,
            @Nullable String text,
            @Nullable List<DraftPart> parts,
            @Nullable MessageId parent,
            @Nullable String key)
            implements Command {}

    /** Stops a run. */
    record Cancel(
            String id, @Nullable ChatId session, @Nullable RunId run) implements Command {}
}
