package dev.chatagent.http;

import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.wire.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells callers how much of each limit is left (draft-ietf-httpapi-ratelimit-headers-10). Thread-safe. */
final class LimitHeaders {
    private static final int MAX_KEPT = 64;

    private final Map<RateLimit, String> policies = new ConcurrentHashMap<>();

    /** @param decisions all that the call has met, in their order */
    void set(HttpServletResponse response, List<RateDecision> decisions) {
        if (decisions.isEmpty()) {
            return;
        }
        StringBuilder policy = new StringBuilder(64);
        StringBuilder left = new StringBuilder(64);
        for (RateDecision decision : decisions) {
            if (!left.isEmpty()) {
                policy.append(", ");
                left.append(", ");
            }
            policy.append(known(decision.limit()));
            left.append('"').append(decision.limit().name()).append("\";r=").append(decision.remaining());
            left.append(";t=").append(Problem.wholeSeconds(decision.reset()));
        }
        response.setHeader("RateLimit-Policy", policy.toString());
        response.setHeader("RateLimit", left.toString());
    }

    private String known(RateLimit limit) {
        String known = policies.get(limit);
        if (known == null) {
            known = policy(limit);
            if (policies.size() < MAX_KEPT) { // a limiter of the host's own may make up new ones all the time
                policies.put(limit, known);
            }
        }
        return known;
    }

    private static String policy(RateLimit limit) {
        return "\"" + limit.name() + "\";q=" + limit.permits() + ";w=" + Problem.wholeSeconds(limit.period());
    }
}
