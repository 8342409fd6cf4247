package dev.chatagent.spring;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.ws.ChatAgentEndpoint;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.context.WebApplicationContext;

/**
 * Connections that last: mounts the WebSocket once the web server is made and before it listens, and ends them with the advice to come
 * back before it stops, which waits for them otherwise.
 */
final class ClientConnections implements SmartInitializingSingleton, ApplicationListener<ContextClosedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

    private final WebApplicationContext context;
    private final ChatAgentRuntime runtime;
    private final ChatAgentServlet servlet;
    private final String path;
    private @Nullable ChatAgentEndpoint endpoint;

    /** @param path of the WebSocket; empty for none */
    ClientConnections(WebApplicationContext context, ChatAgentRuntime runtime, ChatAgentServlet servlet, String path) {
        this.context = context;
        this.runtime = runtime;
        this.servlet = servlet;
        this.path = path;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ServletContext servlets = context.getServletContext();
        Object container = servlets == null ? null : servlets.getAttribute(ServerContainer.class.getName());
        if (path.isEmpty()) {
            return;
        }
        if (!(container
                instanceof ServerContainer mounting)) { // a test without a server, or a server without WebSocket
            LOG.warn("There is no WebSocket at {}: this web server has none", path);
            return;
        }
        try {
            endpoint = ChatAgentEndpoint.register(mounting, path, runtime);
        } catch (DeploymentException e) {
            throw new IllegalStateException("The WebSocket cannot be mounted at " + path, e);
        }
    }

    /** Of this context; those of contexts below it arrive here as well. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            servlet.close();
            if (endpoint != null) {
                endpoint.close();
            }
        }
    }
}
