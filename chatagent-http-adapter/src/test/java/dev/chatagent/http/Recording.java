package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.examples.containers.Application;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Has the answers of a server recorded. */
final class Recording {
    private Recording() {}

    /** A connector that does not tell which server it is of, as hosts are advised. */
    static ServerConnector connector(Server server) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        return new ServerConnector(server, new HttpConnectionFactory(configuration));
    }

    /** The adapter alone, for any container. */
    static Application application(ChatAgentRuntime runtime) {
        return application(ChatAgentServlet.of(runtime));
    }

    static Application application(ChatAgentServlet servlet) {
        return new Application(
                Map.of("/api/*", servlet),
                Optional.of(new RecordingFilter()),
                Optional.empty(),
                container -> {},
                SecurityHeadersFilter.headersOfErrors());
    }

    static void of(ServletContextHandler context) {
        FilterHolder filter = new FilterHolder(new RecordingFilter());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    }
}
