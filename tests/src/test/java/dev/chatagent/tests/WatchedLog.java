package dev.chatagent.tests;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/** Keeps what should not have been logged, by whichever way, messages of several lines, and what no thread has caught. */
final class WatchedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int KEPT = 20;

    /** What Undertow says of a caller that left while an answer was being closed: an error to it, and nothing that we could do. */
    private static final String LEFT = "UT005088";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.chatagent");
    private final Level before = root.getLevel();
    private final Predicate<String> forbidden;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final java.util.logging.Logger containers = java.util.logging.Logger.getLogger("");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            String text = entry.getLevel() + " " + entry.getLoggerName() + " " + entry.getMessage();
            if (entry.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue()) {
                keep(text + " " + entry.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** @param forbidden of texts that no line may hold */
    WatchedLog(Predicate<String> forbidden) {
        this.forbidden = forbidden;
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
        root.setLevel(Level.INFO);
        ours.setLevel(Level.DEBUG);
        containers.addHandler(handler);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> keep("uncaught in " + thread + ": " + failure));
    }

    @Override
    protected void append(ILoggingEvent event) {
        String failure =
                event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        String text =
                event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " " + failure;
        boolean lines = event.getFormattedMessage().indexOf('\n') >= 0
                || event.getFormattedMessage().indexOf('\r') >= 0;
        boolean error = event.getLevel().isGreaterOrEqual(Level.ERROR)
                && !event.getFormattedMessage().startsWith(LEFT);
        if (error || lines || forbidden.test(text)) {
            keep(text);
        }
    }

    private void keep(String text) {
        if (faults.size() < KEPT) {
            faults.add(text);
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        root.detachAppender(this);
        root.setLevel(before);
        ours.setLevel(null);
        containers.removeHandler(handler);
        Thread.setDefaultUncaughtExceptionHandler(null);
    }
}
