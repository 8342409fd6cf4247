package dev.chatagent.client;

/**
 * Hears one stream. The client calls it on the builder's executor, one call at a time and in order, for as long as the
 * subscription lives; it may block, which makes the server wait. What it throws is logged, and the next event follows: an
 * event whose listener threw counts as handled.
 */
@FunctionalInterface
public interface StreamListener {

    /** Called once for each event, in order and without a gap, over reconnections too. */
    void onEvent(StreamEvent event);

    /**
     * Called when the listener does not know what came before: when listening begins from now on, and when what was missed
     * is no longer kept. Events go on after this place. Read the state again over HTTP; a page of messages has a place of its
     * own: subscribe again from there, as the page holds what happened up to it.
     *
     * @param seq the next event is the one after it
     */
    default void onReset(long seq) {}

    /**
     * Called last, when the server has ended the subscription: the stream is gone, or is not this person's (which look the
     * same), or there are too many streams.
     */
    default void onGone(Problem problem) {}
}
