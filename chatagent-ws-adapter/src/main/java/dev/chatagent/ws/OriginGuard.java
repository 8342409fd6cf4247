package dev.chatagent.ws;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;

/** Keeps, for the handshake that a thread is about to do, whether its page may connect. Thread-safe. */
final class OriginGuard implements ServletRequestListener {
    /** For the handshake that this thread is about to do. */
    private static final ThreadLocal<Boolean> FOREIGN = new ThreadLocal<>();

    private final OriginRule rule;

    OriginGuard(OriginRule rule) {
        this.rule = rule;
    }

    /** Whether the handshake of this thread is known to come from a page that may not connect. */
    static boolean foreign() {
        return Boolean.TRUE.equals(FOREIGN.get());
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (event.getServletRequest() instanceof HttpServletRequest request && request.getHeader("Upgrade") != null) {
            FOREIGN.set(rule.foreign(name -> values(request, name)));
        }
    }

    private static List<String> values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        FOREIGN.remove();
    }
}
