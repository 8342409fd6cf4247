package dev.chatagent.launcher;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Decision;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.http.SecurityHeadersFilter;
import dev.chatagent.ws.ChatAgentEndpoint;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runtime behind a Jetty: the API, the WebSocket and the page. Thread-safe. */
public final class LauncherServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LauncherServer.class);
    private static final long STOP_MILLIS = 5_000;
    /** Bytes; with the kernel's megabytes who reads slowly looks as if they read nothing. */
    private static final int SEND_BUFFER = 256 * 1024;
    /** For a crowd that comes back after a restart. */
    private static final int BACKLOG = 1_000;
    /** The page's only way from text to markup is its sanitiser. */
    private static final String PAGE_POLICY = SecurityHeadersFilter.PAGE_POLICY + "; trusted-types dompurify";

    /** Swagger UI assigns HTML as text, which passes the sanitiser of {@code app/docs/api.js}. */
    private static final String DOCS_POLICY = PAGE_POLICY + " dompurify#swagger-ui swagger-ui default";

    private final ChatAgentRuntime runtime;
    private final Server server;
    private final ServerConnector connector;
    private final String host;
    private final AtomicReference<ChatAgentEndpoint> endpoint;
    private final Mailing mailing;
    private boolean closed;

    private LauncherServer(
            ChatAgentRuntime runtime,
            Mailing mailing,
            Server server,
            ServerConnector connector,
            String host,
            AtomicReference<ChatAgentEndpoint> endpoint) {
        this.runtime = runtime;
        this.mailing = mailing;
        this.server = server;
        this.connector = connector;
        this.host = host;
        this.endpoint = endpoint;
    }

    /**
     * Starts everything.
     *
     * @throws ChatAgentException saying what to do, when a setting is wrong, the data cannot be opened or the port is taken
     */
    public static LauncherServer start(Settings settings) throws Exception {
        return start(settings, UnaryOperator.identity());
    }

    /**
     * As above, with parts of the caller's own, e.g. a {@code Notifier}.
     *
     * @param customiser adds to the builder after the settings
     * @param ahead what every request passes first, in this order, e.g. an access log; must support async
     */
    public static LauncherServer start(
            Settings settings, UnaryOperator<ChatAgentRuntime.Builder> customiser, Filter... ahead) throws Exception {
        Mailing mailing = Mailing.of(settings);
        try {
            return start(customiser.apply(mailing.builder(settings)).start(), mailing, ahead);
        } catch (Exception e) {
            mailing.close();
            throw e;
        }
    }

    /** As above, with a runtime that was built elsewhere; it is closed with the server, or if there is none. */
    public static LauncherServer start(ChatAgentRuntime runtime, Filter... ahead) throws Exception {
        return start(runtime, new Mailing(Optional.empty()), ahead);
    }

    private static LauncherServer start(ChatAgentRuntime runtime, Mailing mailing, Filter... ahead) throws Exception {
        try {
            return serve(runtime.settings(), runtime, mailing, ahead);
        } catch (Exception e) {
            runtime.close();
            throw e;
        }
    }

    private static LauncherServer serve(Settings settings, ChatAgentRuntime runtime, Mailing mailing, Filter... ahead)
            throws Exception {
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        String host = settings.get(Settings.HOST, runtime.environment());
        connector.setHost(host);
        connector.setPort(settings.get(Settings.PORT, runtime.environment()));
        Duration patience = settings.get(Settings.REQUEST_TIMEOUT, runtime.environment());
        connector.setIdleTimeout(patience.toMillis());
        connector.setAcceptedSendBufferSize(SEND_BUFFER);
        connector.setAcceptQueueSize(BACKLOG);
        HeadDeadline deadline = new HeadDeadline(patience);
        connector.addBean(deadline);
        ScheduledFuture<?> unused = runtime.scheduler().scheduleWithFixedDelay(deadline::sweep, 1, 1, TimeUnit.SECONDS);
        server.addConnector(connector);
        server.setErrorHandler(new QuietErrors());
        server.setStopTimeout(STOP_MILLIS);
        AtomicReference<ChatAgentEndpoint> endpoint = new AtomicReference<>();
        server.setHandler(context(runtime, endpoint, ahead));
        try {
            server.start();
        } catch (IOException e) {
            server.stop();
            throw new ChatAgentException(
                    ErrorCode.UNAVAILABLE,
                    "Cannot listen on " + host + ":" + connector.getPort() + ": " + e.getMessage()
                            + ". Choose another with --port or --host.",
                    e);
        }
        LOG.info("{}", Decision.report(runtime.decisions()));
        return new LauncherServer(runtime, mailing, server, connector, host, endpoint);
    }

    private static ServletContextHandler context(
            ChatAgentRuntime runtime, AtomicReference<ChatAgentEndpoint> endpoint, Filter... ahead) {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        context.setErrorHandler(new QuietErrors());
        for (Filter filter : ahead) {
            FilterHolder holder = new FilterHolder(filter);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        context.addFilter(
                new FilterHolder(new SecurityHeadersFilter(runtime, PAGE_POLICY)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(
                new FilterHolder(new SecurityHeadersFilter(runtime, DOCS_POLICY)),
                "/docs/*",
                EnumSet.of(DispatcherType.REQUEST));
        ServletHolder api = new ServletHolder(ChatAgentServlet.of(runtime));
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/*");
        context.addServlet(api, "/.well-known/*");
        context.addServlet(new ServletHolder(page(runtime)), "/");
        context.addEventListener(ChatAgentEndpoint.originGuard(runtime));
        JakartaWebSocketServletContainerInitializer.configure(
                context,
                (servletContext, container) -> endpoint.set(ChatAgentEndpoint.register(container, "/ws", runtime)));
        return context;
    }

    private static PageServlet page(ChatAgentRuntime runtime) {
        Settings settings = runtime.settings();
        return new PageServlet(
                settings.get(Settings.PASSWORD_MIN_LENGTH, runtime.environment()),
                settings.get(Settings.REGISTRATION, runtime.environment()));
    }

    public ChatAgentRuntime runtime() {
        return runtime;
    }

    /** Where the page is. */
    public String url() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return "http://" + shown + ":" + connector.getLocalPort();
    }

    /** How many TCP connections are open. */
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    /** A fresh link for the first administrator; empty when there is one. The secret is in the fragment: no log has it. */
    public Optional<String> setUpLink() {
        String publicUrl = runtime.settings().get(Settings.PUBLIC_URL, runtime.environment());
        String base = publicUrl.isBlank() ? url() : publicUrl;
        return runtime.accounts().setupToken().map(token -> base + "/#setup=" + token);
    }

    /** Waits until the server has stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Tells clients to come back, stops taking requests, ends runs keeping their text, closes the data. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ChatAgentEndpoint mounted = endpoint.get();
        if (mounted != null) {
            mounted.close();
        }
        try {
            server.stop();
        } catch (Exception e) { // declared by Jetty's life cycle; the data must be closed all the same
            LOG.warn("The web server did not stop cleanly: {}", e.toString());
        }
        runtime.close();
        mailing.close(); // after the runtime, which may still hand over mail
        LOG.info("Stopped");
    }
}
