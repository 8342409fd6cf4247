package dev.chatagent.examples.containers;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.util.Map;
import java.util.Optional;

/**
 * What a container serves.
 *
 * @param servlets by pattern, e.g. {@code /api/*}; each supports async
 * @param filter before all of them
 * @param listener of all requests
 * @param webSockets registers endpoints while the application starts
 * @param errorHeaders headers of the answers that the container gives itself
 */
public record Application(
        Map<String, HttpServlet> servlets,
        Optional<Filter> filter,
        Optional<ServletRequestListener> listener,
        WebSockets webSockets,
        Map<String, String> errorHeaders) {

    /** Registers WebSocket endpoints. */
    @FunctionalInterface
    public interface WebSockets {
        void register(ServerContainer container) throws DeploymentException;
    }

    /** One servlet and nothing else. */
    public static Application of(String pattern, HttpServlet servlet) {
        return new Application(Map.of(pattern, servlet), Optional.empty(), Optional.empty(), container -> {}, Map.of());
    }

    /** WebSockets and nothing else. */
    public static Application of(ServletRequestListener listener, WebSockets webSockets) {
        return new Application(Map.of(), Optional.empty(), Optional.of(listener), webSockets, Map.of());
    }
}
