package dev.chatagent.account;

/**
 * SPI: delivers messages to people, e.g. by email. Called on the runtime's worker threads, concurrently; may block and may
 * throw, which is logged without the message. Never called on the thread of a request, so that its time tells nothing. Closed
 * by whoever made it.
 */
@FunctionalInterface
public interface Notifier {
    void send(Notice notice);
}
