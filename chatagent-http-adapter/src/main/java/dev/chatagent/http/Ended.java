package dev.chatagent.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Whether a container has ended an asynchronous request. It gives the same objects to the next one then, which must not be ended
 * by who comes late. Thread-safe.
 */
final class Ended implements AsyncListener {
    private volatile boolean ended;

    boolean is() {
        return ended;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended = true;
    }

    /** Nobody completes it but the owner, unless the container does: {@link #onComplete} tells. */
    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
