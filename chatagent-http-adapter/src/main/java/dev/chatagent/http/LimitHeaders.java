package dev.chatagent.http;

import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.wire.Problem;
import jakarta.servlet.http.HttpServletResponse;

/** Tells callers how much of a limit is left (draft-ietf-httpapi-ratelimit-headers-10). */
final class LimitHeaders {
    private LimitHeaders() {}

    static void add(HttpServletResponse response, RateDecision decision) {
        RateLimit limit = decision.limit();
        response.addHeader(
                "RateLimit-Policy",
                "\"" + limit.name() + "\";q=" + limit.permits() + ";w=" + Problem.wholeSeconds(limit.period()));
        response.addHeader(
                "RateLimit",
                "\"" + limit.name() + "\";r=" + decision.remaining() + ";t=" + Problem.wholeSeconds(decision.reset()));
    }
}
