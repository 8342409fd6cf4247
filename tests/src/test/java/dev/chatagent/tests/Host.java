package dev.chatagent.tests;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.http.SecurityHeadersFilter;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.ws.ChatAgentEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A runtime in a container that is set up as the hosting guide says; Jetty is the launcher's. */
record Host(int port, AutoCloseable whole) implements AutoCloseable {

    static Host start(Container container, Path home, Duration patience) throws Exception {
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(Launchers.settings(home)
                        .with(dev.chatagent.config.Settings.LIMITS, false)
                        .with(dev.chatagent.config.Settings.REQUEST_TIMEOUT, patience))
                .start();
        if (container == Container.JETTY) {
            LauncherServer server = LauncherServer.start(runtime);
            return new Host(URI.create(server.url()).getPort(), server);
        }
        Served served = container.serve(
                new Application(
                        Map.of("/api/*", ChatAgentServlet.of(runtime)),
                        Optional.of(new SecurityHeadersFilter()),
                        sockets -> ChatAgentEndpoint.register(sockets, "/ws", runtime),
                        SecurityHeadersFilter.headersOfErrors()),
                patience);
        return new Host(served.port(), () -> {
            served.close();
            runtime.close();
        });
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
