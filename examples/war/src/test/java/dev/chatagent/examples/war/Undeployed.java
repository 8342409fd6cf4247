package dev.chatagent.examples.war;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A web application that was taken away.
 *
 * @param complaints of Tomcat about threads, thread locals and JDBC drivers that the application has left
 */
record Undeployed(List<String> complaints, WeakReference<ClassLoader> classes, ReferenceQueue<ClassLoader> queue) {
    private static final Logger LOG = Logger.getLogger("org.apache.catalina.loader.WebappClassLoaderBase");

    static Undeployed by(Runnable undeploy, ClassLoader classes) {
        List<String> complaints = new CopyOnWriteArrayList<>();
        Handler listener = new Listener(complaints);
        LOG.addHandler(listener);
        try {
            undeploy.run();
        } finally {
            LOG.removeHandler(listener);
        }
        ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
        return new Undeployed(complaints, new WeakReference<>(classes, queue), queue);
    }

    /** Whether the JVM has let go of its classes, or does within that time. */
    boolean collected(Duration patience) throws InterruptedException {
        return classes.get() == null || queue.remove(patience.toMillis()) != null;
    }

    private static final class Listener extends Handler {
        private final List<String> complaints;

        Listener(List<String> complaints) {
            this.complaints = complaints;
        }

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                complaints.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
