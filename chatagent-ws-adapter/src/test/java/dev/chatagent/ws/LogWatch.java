package dev.chatagent.ws;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * All that is logged until it is closed: by the product down to its traces, by containers what they say by default, Tomcat to
 * the JDK's loggers. Keeps what is a complaint, and finds secrets.
 */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int KEPT_LINES = 20_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> secrets = new HashSet<>();
    private final List<String> leaks = new ArrayList<>();
    private final Map<String, List<Long>> times = new HashMap<>();
    private final Handler jdk = new JdkHandler();

    static LogWatch open() {
        LogWatch watch = new LogWatch();
        watch.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(watch);
        LogManager.getLogManager().getLogger("").addHandler(watch.jdk);
        return watch;
    }

    private final class JdkHandler extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            boolean warns = record.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue();
            add(formatter.format(record), warns && !harmless(record));
        }

        /** That the machine is slow, and that the runtime's threads outlive a container that stops before it. */
        private static boolean harmless(LogRecord record) {
            return record.getLoggerName().endsWith("SessionIdGeneratorBase")
                    || record.getLoggerName().endsWith("WebappClassLoaderBase");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLoggerName().startsWith("com.networknt.") // the test's own reader of schemas
                || event.getMessage().startsWith("UT026010")) { // another Undertow starts meanwhile
            return;
        }
        String failure =
                event.getThrowableProxy() == null ? "" : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        add(
                event.getLoggerName() + ": " + event.getFormattedMessage() + failure,
                event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    /** When lines came that contain the text, as {@link System#nanoTime()} has it. */
    synchronized List<Long> timesOf(String text) {
        return List.copyOf(times.getOrDefault(text, List.of()));
    }

    /** From now on notes when lines come that contain the text. */
    synchronized void noteTimesOf(String text) {
        times.put(text, new ArrayList<>());
    }

    private synchronized void add(String line, boolean complaint) {
        times.forEach((text, noted) -> {
            if (line.contains(text)) {
                noted.add(System.nanoTime());
            }
        });
        lines.add(line);
        if (complaint) {
            complaints.add(line);
        }
        if (lines.size() > KEPT_LINES) {
            inspect(lines.remove());
        }
    }

    private void inspect(String line) {
        if (secrets.stream().anyMatch(line::contains)) {
            leaks.add(line);
        }
    }

    /** A secret, which must not be found, and neither what a token claims nor its signature. */
    synchronized void remember(String secret) {
        secrets.add(secret);
        String[] parts = secret.split("\\.", -1);
        if (parts.length == 3) {
            secrets.add(parts[1]);
            secrets.add(parts[2]);
        }
    }

    synchronized void forgetComplaints() {
        complaints.clear();
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Lines of the log and of what else was written that have a secret. */
    synchronized List<String> leaks(String written) {
        written.lines().forEach(this::inspect);
        while (!lines.isEmpty()) {
            inspect(lines.remove());
        }
        return List.copyOf(leaks);
    }

    @Override
    public void close() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(this);
        LogManager.getLogManager().getLogger("").removeHandler(jdk);
    }
}
