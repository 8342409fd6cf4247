package dev.chatagent.examples.war;

// @start region="war-life"
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.ws.ChatAgentEndpoint;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mounts the WebSocket, and closes everything when the application is undeployed. */
final class ChatLife implements ServletContextListener {
    private final ChatAgentRuntime runtime;
    private @Nullable ChatAgentEndpoint endpoint;

    ChatLife(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
        try {
            endpoint = ChatAgentEndpoint.register((ServerContainer) container, "/ws", runtime);
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (endpoint != null) {
            endpoint.close(); // tells clients to come back
        }
        runtime.close();
        ClassLoader ours = getClass().getClassLoader();
        List<Driver> drivers = DriverManager.drivers()
                .filter(driver -> driver.getClass().getClassLoader() == ours)
                .toList();
        for (Driver driver : drivers) { // the JVM's own list would keep the whole application
            try {
                DriverManager.deregisterDriver(driver);
            } catch (SQLException e) {
                event.getServletContext().log("A driver stays registered", e);
            }
        }
    }
}
// @end region="war-life"
