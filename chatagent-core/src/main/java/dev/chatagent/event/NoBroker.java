package dev.chatagent.event;

enum NoBroker implements EventBroker {
    INSTANCE;

    @Override
    public void start(Listener listener) {}

    @Override
    public void announce(StreamId stream, long seq) {}

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public void close() {}
}
