package dev.chatagent.launcher;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Everything that is logged while this is open, stack traces included. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
    private final Queue<String> all = new ConcurrentLinkedQueue<>();

    private LogLines() {}

    static LogLines open() {
        LogLines lines = new LogLines();
        lines.start();
        root().addAppender(lines);
        return lines;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String line = event.getLevel() + " " + event.getFormattedMessage()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
        all.add(line);
        fresh.add(line);
    }

    /** Waits for a line with that text; lines before it are skipped. */
    String await(String text) throws InterruptedException {
        while (true) {
            String line = fresh.poll(60, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("Nothing with '" + text + "' was logged, but:\n" + all());
            }
            if (line.contains(text)) {
                return line;
            }
        }
    }

    String all() {
        return String.join("\n", all);
    }

    @Override
    public void close() {
        root().detachAppender(this);
    }
}
