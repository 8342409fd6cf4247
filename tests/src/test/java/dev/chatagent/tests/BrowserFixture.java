package dev.chatagent.tests;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One launcher with its data and one Chromium for a test class; every test begins with a browser that remembers nothing. */
final class BrowserFixture implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback {
    private final UnaryOperator<Settings> settings;
    private final UnaryOperator<ChatAgentRuntime.Builder> parts;
    private Path home = Path.of("");
    private LauncherServer server;
    private Browser browser;

    BrowserFixture() {
        this(UnaryOperator.identity());
    }

    /** With more settings than those of a launcher that a developer starts. */
    BrowserFixture(UnaryOperator<Settings> settings) {
        this(settings, UnaryOperator.identity());
    }

    /** With parts of the test's own too. */
    BrowserFixture(UnaryOperator<Settings> settings, UnaryOperator<ChatAgentRuntime.Builder> parts) {
        this.settings = settings;
        this.parts = parts;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Browser.assumeInstalled();
        home = Files.createTempDirectory("chatagent-browser");
        start(0);
        browser = Browser.at(server.url());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        browser.forget();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server == null) {
            return;
        }
        server.close();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    Browser browser() {
        return browser;
    }

    LauncherServer server() {
        return server;
    }

    /** Stops the server; answers how to start it again at the same address with the same data. */
    Restart stop() {
        int port = URI.create(server.url()).getPort();
        server.close();
        return () -> start(port);
    }

    private void start(int port) throws Exception {
        Settings usual = Launchers.settings(home.resolve("data")).with(Settings.PORT, port);
        server = Launchers.start(settings.apply(usual), parts);
    }

    /** The way back after a stop. */
    interface Restart {
        void start() throws Exception;
    }
}
