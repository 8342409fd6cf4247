package dev.chatagent.audit;

/**
 * SPI: takes alerts to where operators see them. Called after what caused the alert is durable, on the runtime's worker
 * threads, concurrently; may block, must not throw. Closed by whoever made it. The default writes a warning to the log.
 */
@FunctionalInterface
public interface AlertSink {
    void raise(Alert alert);
}
