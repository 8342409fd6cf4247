package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import dev.chatagent.limit.ClientAddress;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.wire.Json;
import dev.chatagent.wire.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP adapter: mount it with async support at {@code /api/*}, and at {@code /.well-known/*} if others are to verify tokens. Each request takes one road: headers, address limit, route,
 * authentication, permission, caller's limit, body, handler; and failures take one road back, as problem+json. Thread-safe.
 */
public final class ChatAgentServlet extends HttpServlet {
    private static final Logger LOG = LoggerFactory.getLogger(ChatAgentServlet.class);
    private static final long serialVersionUID = 1L;
    /** Where a host mounts the adapter too, so that others find the public keys (RFC 8615). */
    private static final String WELL_KNOWN = "/.well-known";

    private static final String BEARER = "Bearer ";

    private final transient ChatAgentRuntime runtime;
    private final transient Router router;

    private ChatAgentServlet(ChatAgentRuntime runtime) {
        this.runtime = runtime;
        this.router = new Router(RouteTable.of(runtime));
    }

    /** The adapter of that runtime, which the caller closes after the container has stopped. */
    public static ChatAgentServlet of(ChatAgentRuntime runtime) {
        return new ChatAgentServlet(runtime);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String requestId = requestId();
        SecurityHeaders.set(request, response, SecurityHeaders.API_POLICY);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Request-Id", requestId);
        try {
            handle(request, response);
        } catch (ChatAgentException e) {
            if (e.code().httpStatus() >= 500) {
                LOG.warn("{} {}: {} [{}]", request.getMethod(), e.code(), e.detail(), requestId, e.getCause());
            }
            fail(response, Problem.of(e, requestId));
            BodyReader.discard(request);
        } catch (RuntimeException | Error e) { // the container's own page would tell what is inside
            LOG.error("{} failed [{}]", request.getMethod(), requestId, e);
            fail(response, Problem.of(e, requestId));
            BodyReader.discard(request);
        }
    }

    /** Unique enough to be found in a log, and no secret: a secure random number for each request would be a lock. */
    private static String requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ClientAddress address = ClientAddress.parse(request.getRemoteAddr());
        admit(response, runtime.limits().byAddress(LimitClass.ADDRESS, address));
        Router.Match match = router.find(request.getMethod(), path(request));
        Route route = match.route();
        TenantId tenant = runtime.tenants().ofHost(request.getServerName());
        Exchange exchange;
        if (route.access() instanceof Access.Needs needs) {
            Principal principal = authenticate(request);
            principal.require(needs.permission());
            admit(response, runtime.limits().byUser(route.limit(), principal.user()));
            exchange = new Exchange(request, response, tenant, match.parameters(), principal, body(request, route));
        } else {
            admit(response, runtime.limits().byAddress(route.limit(), address));
            exchange = new Exchange(request, response, tenant, match.parameters(), null, body(request, route));
        }
        write(response, route, route.handler().handle(exchange));
    }

    private static String path(HttpServletRequest request) {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        return request.getServletPath().endsWith(WELL_KNOWN) ? WELL_KNOWN + path : path;
    }

    private static void admit(HttpServletResponse response, Optional<RateDecision> decision) {
        decision.ifPresent(d -> LimitHeaders.add(response, d));
        Limits.require(decision);
    }

    private Principal authenticate(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new ChatAgentException(
                    ErrorCode.UNAUTHENTICATED, "Log in first: send 'Authorization: Bearer <access token>'.");
        }
        return runtime.authenticator()
                .authenticate(header.substring(BEARER.length()).strip());
    }

    private static Object body(HttpServletRequest request, Route route) throws IOException {
        return route.takesBody() ? BodyReader.read(request, route.body()) : "";
    }

    private static void write(HttpServletResponse response, Route route, Answer answer) throws IOException {
        if (answer instanceof Answer.Json json) {
            send(response, route.status(), "application/json", json.body());
        } else if (answer instanceof Answer.JsonAs json) {
            send(response, json.status(), "application/json", json.body());
        } else if (answer instanceof Answer.Text text) {
            sendBytes(response, route.status(), text.mediaType(), text.body().getBytes(StandardCharsets.UTF_8));
        } else if (answer instanceof Answer.Empty) {
            response.setStatus(route.status());
        }
    }

    private static void fail(HttpServletResponse response, Problem problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        if (problem.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (problem.retryAfter() != null) {
            response.setHeader("Retry-After", problem.retryAfter().toString());
        }
        send(response, problem.status(), Problem.MEDIA_TYPE, problem);
        response.flushBuffer();
    }

    private static void send(HttpServletResponse response, int status, String mediaType, Object body)
            throws IOException {
        sendBytes(response, status, mediaType, Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    private static void sendBytes(HttpServletResponse response, int status, String mediaType, byte[] bytes)
            throws IOException {
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
