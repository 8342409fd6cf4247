package dev.chatagent;

import dev.chatagent.audit.Alert;
import dev.chatagent.audit.AlertSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes alerts to the log as warnings. */
final class LogAlerts implements AlertSink {
    private static final Logger LOG = LoggerFactory.getLogger("dev.chatagent.alert");

    @Override
    public void raise(Alert alert) {
        LOG.warn("{}: {}", alert.kind(), alert.message());
    }
}
