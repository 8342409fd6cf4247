package dev.chatagent.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Registered for every test class by JUnit itself: when a class is done, each answer that its servers gave is held against
 * {@link ApiContract}. So the class that met a fault fails, whether it runs alone or with others.
 */
public final class RecordingExtension implements BeforeAllCallback, AfterAllCallback {
    private static final ApiContract CONTRACT = ApiContract.load();
    private static final Map<String, AtomicInteger> SEEN = new TreeMap<>();
    private static final int SHOWN = 20;

    /** JUnit makes one. */
    public RecordingExtension() {}

    /** A summary for people, once all classes of this JVM are done. */
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RecordingExtension.class))
                .computeIfAbsent("summary", key -> (AutoCloseable) RecordingExtension::write);
    }

    private static void write() throws IOException {
        StringBuilder summary = new StringBuilder();
        synchronized (SEEN) {
            SEEN.forEach((what, times) ->
                    summary.append(times).append(" x ").append(what).append('\n'));
        }
        Path target = Files.createDirectories(Path.of("target"));
        Files.writeString(target.resolve("recorded-answers-" + Integer.getInteger("test.fork", 1) + ".txt"), summary);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    /** Holds all that was recorded since the last call against the contract; answers what that was. */
    static List<String> check() {
        List<String> seen = new ArrayList<>();
        Set<String> faults = new LinkedHashSet<>();
        for (RecordedAnswer answer = RecordingFilter.take(); answer != null; answer = RecordingFilter.take()) {
            String what = CONTRACT.operation(answer) + " -> " + answer.status();
            seen.add(what);
            CONTRACT.faults(answer).forEach(fault -> faults.add(what + ": " + fault));
        }
        synchronized (SEEN) {
            seen.forEach(what ->
                    SEEN.computeIfAbsent(what, first -> new AtomicInteger()).incrementAndGet());
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.size() + " answers are not as docs/openapi.json and the headers have it:\n"
                    + faults.stream().limit(SHOWN).collect(Collectors.joining("\n")));
        }
        return seen;
    }
}
