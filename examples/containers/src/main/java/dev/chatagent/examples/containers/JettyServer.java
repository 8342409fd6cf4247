package dev.chatagent.examples.containers;

import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** A Jetty. */
record JettyServer(Server server, ServerConnector connector) implements Served {

    static JettyServer start(Application application, Duration patience) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        application.servlets().forEach((pattern, servlet) -> {
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            context.addServlet(holder, pattern);
        });
        application.filter().ifPresent(filter -> {
            FilterHolder holder = new FilterHolder(filter);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
        application.listener().ifPresent(context::addEventListener);
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servlets, container) -> application.webSockets().register(container));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(patience.toMillis());
        connector.setAcceptedSendBufferSize(Served.SEND_BUFFER);
        connector.setAcceptQueueSize(Served.BACKLOG);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        return new JettyServer(server, connector);
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public long connections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
