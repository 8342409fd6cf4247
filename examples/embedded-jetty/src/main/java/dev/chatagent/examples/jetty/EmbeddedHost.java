package dev.chatagent.examples.jetty;

// @start region="imports"
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.ws.ChatAgentEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
// @end region="imports"

// @start region="host"
/** A plain Jetty with chatagent in it. */
public record EmbeddedHost(ChatAgentRuntime runtime, Server server, ChatAgentEndpoint endpoint)
        implements AutoCloseable {

    public static void main(String[] arguments) throws Exception {
        EmbeddedHost host = start(ChatAgentRuntime.start(), 8080);
        Runtime.getRuntime().addShutdownHook(new Thread(host::close));
        host.server().join();
    }

    static EmbeddedHost start(ChatAgentRuntime runtime, int port) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder api = new ServletHolder(ChatAgentServlet.of(runtime));
        api.setAsyncSupported(true); // server-sent events outlive the call that asks for them
        context.addServlet(api, "/api/*");
        AtomicReference<ChatAgentEndpoint> endpoint = new AtomicReference<>();
        context.addEventListener(ChatAgentEndpoint.originGuard(runtime)); // foreign pages open no WebSocket
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servlets, container) -> endpoint.set(ChatAgentEndpoint.register(container, "/ws", runtime)));
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setHandler(context);
        server.start();
        return new EmbeddedHost(runtime, server, Objects.requireNonNull(endpoint.get()));
    }

    @Override
    public void close() {
        endpoint.close(); // tells clients to come back
        LifeCycle.stop(server);
        runtime.close(); // last: requests that still run need it
    }
}
// @end region="host"
