package dev.chatagent.client;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The state of a client, and who is told when it changes. Changed on the loop, read by any thread. */
final class States {
    private final Serial serial;
    private final Consumer<StateChange> listener;
    private volatile ClientState current = ClientState.IDLE;

    States(Executor executor, Consumer<StateChange> listener) {
        this.serial = new Serial(executor);
        this.listener = listener;
    }

    ClientState current() {
        return current;
    }

    boolean is(ClientState state) {
        return current == state;
    }

    void become(ClientState state, int closeCode, String reason) {
        if (current != state) {
            current = state;
            serial.execute(() -> listener.accept(new StateChange(state, closeCode, reason)));
        }
    }
}
