package dev.chatagent.launcher;

import dev.chatagent.storage.Progress;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Says how far long work is, every two seconds; short work is done before it says anything. */
final class ShownProgress implements Progress {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(2);

    private final PrintStream err;
    private long last = System.nanoTime();

    ShownProgress(PrintStream err) {
        this.err = err;
    }

    @Override
    public void at(String step, long rows) {
        long now = System.nanoTime();
        if (now - last >= EVERY) {
            last = now;
            err.println(step + ": " + rows + " rows");
        }
    }
}
