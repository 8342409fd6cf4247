package dev.chatagent.ws;

import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.Subscriber;
import dev.chatagent.event.Subscription;
import dev.chatagent.wire.CloseCode;
import org.jspecify.annotations.Nullable;

/** One stream on its way to a connection. Once {@link #end()} has returned not even an event under way gets through. */
final class Feed implements Subscriber {
    private final Connection connection;
    private @Nullable Subscription subscription;
    private boolean ended;

    Feed(Connection connection) {
        this.connection = connection;
    }

    void begin(Subscription opened) {
        synchronized (this) {
            subscription = opened;
            if (!ended) {
                opened.start();
                return;
            }
        }
        opened.close();
    }

    @Override
    public void onEvent(Event event) {
        boolean full;
        try {
            Frame frame = connection.frame(event);
            synchronized (this) {
                full = !ended && connection.add(frame);
            }
        } catch (RuntimeException | Error e) { // it would go on without this event
            connection.close(ErrorCode.INTERNAL);
            throw e;
        }
        if (full) {
            connection.flush();
        }
    }

    @Override
    public void onPause() {
        connection.flush();
    }

    @Override
    public boolean ready() {
        return connection.roomy();
    }

    @Override
    public void onLost() {
        connection.close(CloseCode.TOO_SLOW);
    }

    synchronized void resume() {
        if (subscription != null) {
            subscription.resume();
        }
    }

    void end() {
        Subscription open;
        synchronized (this) {
            ended = true;
            open = subscription;
        }
        if (open != null) {
            open.close();
        }
    }
}
