package dev.chatagent.tests;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.http.RecordingFilter;
import dev.chatagent.http.SecurityHeadersFilter;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.ws.ChatAgentEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A runtime in a container that is set up as the hosting guide says; Jetty is the launcher's.
 *
 * @param connections how many TCP connections the container holds
 */
record Host(int port, ChatAgentRuntime runtime, LongSupplier connections, AutoCloseable whole)
        implements AutoCloseable {

    static Host start(Container container, Path home, Duration patience) throws Exception {
        return start(container, Launchers.settings(home).with(Settings.REQUEST_TIMEOUT, patience));
    }

    /** @param settings without limits, whatever they say of them */
    static Host start(Container container, Settings settings, Filter... ahead) throws Exception {
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(settings.with(Settings.LIMITS, false))
                .start();
        if (container == Container.JETTY) {
            LauncherServer server = LauncherServer.start(runtime, ahead);
            return new Host(URI.create(server.url()).getPort(), runtime, server::connections, server);
        }
        Filter filter = new SecurityHeadersFilter();
        for (Filter before : ahead) {
            filter = new Both(before, filter);
        }
        Served served = container.serve(
                new Application(
                        Map.of("/api/*", ChatAgentServlet.of(runtime)),
                        Optional.of(filter),
                        Optional.of(ChatAgentEndpoint.originGuard(runtime)),
                        sockets -> ChatAgentEndpoint.register(sockets, "/ws", runtime),
                        SecurityHeadersFilter.headersOfErrors()),
                runtime.settings().get(Settings.REQUEST_TIMEOUT, runtime.environment()));
        return new Host(served.port(), runtime, served::connections, () -> {
            served.close();
            runtime.close();
        });
    }

    /**
     * Records what the API answers to methods there are, and nothing that is the container's own. What is not written plainly is at no address of the
     * API, whatever the container makes of it, so there is nothing to hold it against.
     */
    static Filter recording() {
        RecordingFilter recording = new RecordingFilter();
        return (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            String plain = http.getServletPath() + http.getPathInfo();
            if (http.getMethod().matches("[A-Z]+")
                    && http.getServletPath().equals("/api")
                    && http.getRequestURI().equals(plain)) {
                recording.doFilter(request, response, chain);
            } else {
                chain.doFilter(request, response);
            }
        };
    }

    private record Both(Filter first, Filter second) implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            first.doFilter(request, response, (q, a) -> second.doFilter(q, a, chain));
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        try {
            whole.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
