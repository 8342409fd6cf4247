package dev.chatagent.event;

import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;

/** Subscriptions for callers: only to streams that are theirs. Thread-safe. */
public final class Events {
    private final EventHub hub;
    private final StreamAccess access;

    public Events(EventHub hub, StreamAccess access) {
        this.hub = hub;
        this.access = access;
    }

    /**
     * Opens a subscription; nothing is delivered before {@link Subscription#start()}.
     *
     * @param since deliver what comes after this place; negative: from now on
     * @throws dev.chatagent.error.ChatAgentException FORBIDDEN without the permission to chat, NOT_FOUND when the stream is not the
     *     caller's
     */
    public Subscription subscribe(Principal principal, StreamId stream, long since, Subscriber subscriber) {
        principal.require(Permission.CHAT);
        access.check(principal, stream);
        return hub.subscribe(stream, since, subscriber);
    }
}
