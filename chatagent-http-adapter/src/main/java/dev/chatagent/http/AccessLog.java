package dev.chatagent.http;

import dev.chatagent.auth.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line a request. The route stands for the path, and of the query, headers and bodies there is nothing: secrets could be in
 * them (OWASP Logging Cheat Sheet).
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.chatagent.access");

    private static final int LONGEST_METHOD = 10;

    private final boolean enabled;

    AccessLog(boolean enabled) {
        this.enabled = enabled;
    }

    /** A request that has been answered, or has become a stream. */
    void write(HttpServletRequest request, HttpServletResponse response, Visit visit) {
        if (!enabled || !LOG.isInfoEnabled()) {
            return;
        }
        Principal principal = visit.principal;
        LOG.info(
                "{} {} {} {} ms, request {} from {} by {}",
                known(request.getMethod()),
                visit.route == null ? "-" : visit.route.template(),
                response.getStatus(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - visit.startNanos),
                visit.requestId,
                request.getRemoteAddr(),
                principal == null ? "-" : principal.user());
    }

    /** Anything can stand where a method is expected. */
    private static String known(String method) {
        boolean plain = !method.isEmpty() && method.length() <= LONGEST_METHOD;
        for (int i = 0; plain && i < method.length(); i++) {
            plain = method.charAt(i) >= 'A' && method.charAt(i) <= 'Z';
        }
        return plain ? method : "?";
    }

    /** What is known of a request by the time it is answered. For one thread. */
    static final class Visit {
        final long startNanos = System.nanoTime();
        final String requestId;

        @Nullable
        Route route;

        @Nullable
        Principal principal;

        Visit(String requestId) {
            this.requestId = requestId;
        }
    }
}
