package dev.chatagent.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Tells when an asynchronous request is over, whoever has ended it. */
record Ending(Runnable then) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
        then.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        then.run();
    }

    @Override
    public void onError(AsyncEvent event) {
        then.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
