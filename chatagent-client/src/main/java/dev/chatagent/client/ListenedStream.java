package dev.chatagent.client;

import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One subscription: the place up to which events were taken over, and the road from there to the listener, who is called one at
 * a time. The place belongs to the loop, everything else to any thread.
 */
final class ListenedStream implements StreamSubscription {
    static final long UNKNOWN = -1;

    private final String name;
    private final StreamListener listener;
    private final Serial serial;
    private final Gate gate;
    private final Consumer<ListenedStream> onClose;
    private volatile boolean over;
    private volatile long handled;

    /** Place of the last event that was taken over; the next one that is wanted is the one after it. */
    private long taken;
    /** A subscribe command is on its way: events from before its answer are of no use. */
    private boolean asking;

    ListenedStream(
            String name,
            long since,
            StreamListener listener,
            Executor executor,
            Gate gate,
            Consumer<ListenedStream> onClose) {
        this.name = name;
        this.taken = since;
        this.handled = since;
        this.listener = listener;
        this.serial = new Serial(executor);
        this.gate = gate;
        this.onClose = onClose;
    }

    @Override
    public String stream() {
        return name;
    }

    @Override
    public OptionalLong seq() {
        return handled == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(handled);
    }

    @Override
    public void close() {
        over = true;
        onClose.accept(this);
    }

    boolean over() {
        return over;
    }

    long taken() {
        return taken;
    }

    boolean asking() {
        return asking;
    }

    void asking(boolean now) {
        asking = now;
    }

    /** What the server answered: go on after the place that is known, or begin anew after another. */
    void begin(boolean recovered, long seq) {
        asking = false;
        if (taken == UNKNOWN || !recovered) {
            taken = seq;
            tell(() -> handle(seq, () -> listener.onReset(seq)));
        }
    }

    /** Takes an event over; false when there is one missing ahead of it. */
    boolean offer(StreamEvent event, long chars) {
        if (asking || event.seq() <= taken) {
            return true;
        }
        if (event.seq() != taken + 1) {
            return false;
        }
        taken = event.seq();
        gate.took(chars);
        serial.execute(() -> {
            try {
                if (!over) {
                    handle(event.seq(), () -> listener.onEvent(event));
                }
            } finally {
                gate.handled(chars);
            }
        });
        return true;
    }

    /** What throws is handled too: otherwise it would come again and again. */
    private void handle(long seq, Runnable call) {
        try {
            call.run();
        } finally {
            handled = seq;
        }
    }

    void gone(Problem problem) {
        tell(() -> {
            over = true;
            listener.onGone(problem);
        });
    }

    private void tell(Runnable what) {
        serial.execute(() -> {
            if (!over) {
                what.run();
            }
        });
    }
}
