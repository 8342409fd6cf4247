package dev.chatagent.benchmarks;

import dev.chatagent.http.ChatAgentServlet;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty with the API of a backend and, beside it, servlets without any of ours. */
record Api(Server server, int port) implements AutoCloseable {

    /** @param bare what the bare servlets answer, by their paths */
    static Api serve(Backend backend, Map<String, Supplier<?>> bare) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        ServletHolder api = new ServletHolder(ChatAgentServlet.of(backend.runtime()));
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/*");
        bare.forEach((path, answer) -> context.addServlet(new ServletHolder(new BareServlet(answer)), path));
        server.setHandler(context);
        server.start();
        return new Api(server, connector.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) { // declared by Jetty's life cycle
            throw new IOException(e);
        }
    }
}
