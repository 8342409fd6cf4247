package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.edge.Caller;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.file.Upload;
import dev.chatagent.http.AccessLog.Visit;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP adapter: mount it with async support at {@code /api/*}, and at {@code /.well-known/*} if others are to verify tokens.
 * Each request takes one road: trusted proxies, request id, security headers, CORS, HTTPS, address limit, preflight, route,
 * authentication, permission, caller's and tenant's limit, content negotiation, body, handler, access log; and failures take one road back, as
 * problem+json. Cookies count on the few routes that ask for them alone, which check the origin themselves. Thread-safe.
 */
public final class ChatAgentServlet extends HttpServlet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChatAgentServlet.class);
    private static final long serialVersionUID = 1L;
    /** Where a host mounts the adapter too, so that others find the public keys (RFC 8615). */
    private static final String WELL_KNOWN = "/.well-known";

    private static final String BEARER = "Bearer ";
    /** What load balancers ask without TLS. */
    static final String HEALTH = "/health/";

    private final transient ChatAgentRuntime runtime;
    private final transient Router router;
    private final transient EventStreams streams = new EventStreams();
    private final transient Cors cors;
    private final transient LimitHeaders limitHeaders = new LimitHeaders();
    private final transient AccessLog accessLog;
    private final transient Duration bodyPatience;
    private final transient Duration filePatience;
    private final long maxFileBytes;

    private ChatAgentServlet(ChatAgentRuntime runtime) {
        this.runtime = runtime;
        this.router = new Router(RouteTable.of(runtime, streams));
        this.cors = new Cors(runtime.edge().origins());
        this.accessLog = new AccessLog(runtime.settings().get(Settings.ACCESS_LOG, runtime.environment()));
        this.bodyPatience = runtime.settings().get(Settings.REQUEST_TIMEOUT, runtime.environment());
        this.filePatience = runtime.settings().get(Settings.UPLOAD_TIMEOUT, runtime.environment());
        this.maxFileBytes = runtime.files().rules().maxBytes();
    }

    /** The adapter of that runtime, which the caller closes after the container has stopped. */
    public static ChatAgentServlet of(ChatAgentRuntime runtime) {
        return new ChatAgentServlet(runtime);
    }

    /**
     * Ends every stream of events, and refuses new ones; clients come back with what they saw last. All other requests are answered as
     * before. For hosts that wait for requests when they stop: call it ahead of the container's stop. Idempotent.
     */
    @Override
    public void close() {
        streams.close();
    }

    /** The container takes the servlet out of service. */
    @Override
    public void destroy() {
        close();
    }

    @Override
    protected void service(HttpServletRequest arrived, HttpServletResponse response) throws IOException {
        Visit visit = new Visit(requestId());
        Caller caller = ForwardedRequest.caller(runtime.edge(), arrived);
        HttpServletRequest request = ForwardedRequest.of(caller, arrived);
        SecurityHeaders.set(request, response, SecurityHeaders.API_POLICY);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Request-Id", visit.requestId);
        cors.mark(request, response);
        Intake intake = new Intake(request, runtime.scheduler());
        Call call = new Call(request, response, intake, visit);
        attempt(call, () -> handle(call, caller.address()));
    }

    /** A request on its way. */
    private record Call(HttpServletRequest request, HttpServletResponse response, Intake intake, Visit visit) {
        Outlet outlet() {
            return new Outlet(request, response, intake);
        }
    }

    /** A step on the road. */
    @FunctionalInterface
    private interface Step {
        /** @return whether the call is answered; else its body is still coming, and the road goes on then */
        boolean run() throws IOException;
    }

    private void attempt(Call call, Step step) throws IOException {
        HttpServletRequest request = call.request();
        String requestId = call.visit().requestId;
        boolean answered = true;
        try {
            answered = step.run();
        } catch (ChatAgentException e) {
            if (e.code().httpStatus() >= 500) {
                LOG.warn("{} {}: {} [{}]", request.getMethod(), e.code(), e.detail(), requestId, e.getCause());
            }
            if (e.code() == ErrorCode.METHOD_NOT_ALLOWED) {
                call.response().setHeader("Allow", router.methods(path(request)));
            }
            call.outlet().fail(Problem.of(e, requestId));
        } catch (RuntimeException | Error e) { // the container's own page would tell what is inside
            if (call.intake().ended()) {
                answered = false;
                throw e;
            }
            LOG.error("{} failed [{}]", request.getMethod(), requestId, e);
            call.outlet().fail(Problem.of(e, requestId));
        } finally {
            if (answered) {
                accessLog.write(request, call.response(), call.visit());
            }
        }
    }

    /** Unique enough to be found in a log, and no secret: a secure random number for each request would be a lock. */
    private static String requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private boolean handle(Call call, ClientAddress address) throws IOException {
        HttpServletRequest request = call.request();
        HttpServletResponse response = call.response();
        requireHttps(request);
        List<RateDecision> met = new ArrayList<>(3);
        Router.Match match;
        try {
            admit(met, runtime.limits().byAddress(LimitClass.ADDRESS, address));
            if (request.getMethod().equals("OPTIONS") && answersOptions(request, response)) {
                return true;
            }
            match = router.find(request.getMethod(), path(request));
            call.visit().route = match.route();
            letIn(call, match.route(), address, met);
        } finally {
            limitHeaders.set(response, met);
        }
        Negotiation.requireAccepted(request, match.route());
        TenantId tenant = runtime.tenants().ofHost(request.getServerName());
        Exchange exchange = new Exchange(request, response, tenant, match.parameters(), call.visit().principal);
        return answer(call, match.route(), exchange);
    }

    private void letIn(Call call, Route route, ClientAddress address, List<RateDecision> met) {
        if (route.access() instanceof Access.Needs needs) {
            Principal principal = authenticate(call.request());
            call.visit().principal = principal;
            principal.require(needs.permission());
            List<RateDecision> decisions =
                    runtime.limits().byCaller(route.limit(), principal.user(), principal.tenant());
            met.addAll(decisions);
            decisions.forEach(Limits::require);
        } else {
            admit(met, runtime.limits().byAddress(route.limit(), address));
        }
    }

    private boolean answer(Call call, Route route, Exchange exchange) throws IOException {
        if (route.receiver() != null) {
            return answerFile(call, route, exchange, route.receiver());
        }
        if (!route.takesBody()) {
            return answer(call, exchange, route, "");
        }
        Negotiation.requireJson(call.request());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Step step = () -> answer(call, exchange, route, Json.read(body.toByteArray(), route.bodyType()));
        boolean here = call.intake()
                .body(
                        new Intake.Collector(body),
                        bodyPatience,
                        arrival -> later(call, () -> {
                            arrival.require();
                            return step.run();
                        }));
        return here && step.run();
    }

    /** Whatever becomes of it, the upload is closed. */
    private boolean answerFile(Call call, Route route, Exchange exchange, Route.Receiver receiver) throws IOException {
        Negotiation.requireUnpacked(call.request());
        Upload upload = receiver.begin(exchange);
        boolean here = true;
        try {
            here = call.intake()
                    .body(
                            new FileSink(upload, maxFileBytes),
                            filePatience,
                            arrival -> later(call, () -> {
                                try (upload) {
                                    arrival.require();
                                    return answer(call, exchange, route, upload);
                                }
                            }));
            return here && answer(call, exchange, route, upload);
        } finally {
            if (here) {
                upload.close();
            }
        }
    }

    private record FileSink(Upload upload, long maxBytes) implements Intake.Sink {
        @Override
        public void take(byte[] bytes, int length) {
            upload.write(bytes, 0, length);
        }

        @Override
        public void close() {
            upload.close();
        }
    }

    private void later(Call call, Step step) {
        try {
            attempt(call, step);
        } catch (IOException e) {
            LOG.debug("A caller left before the answer [{}]: {}", call.visit().requestId, e.toString());
        } catch (RuntimeException e) {
            if (!call.intake().ended()) {
                throw e;
            }
            LOG.debug("A caller left before the answer [{}]: {}", call.visit().requestId, e.toString());
        }
    }

    private static boolean answer(Call call, Exchange exchange, Route route, Object body) throws IOException {
        call.outlet().write(route, route.handler().handle(exchange.with(body)));
        return true;
    }

    /** What an address takes, for pages of other origins as well; nothing where there is nothing. */
    private boolean answersOptions(HttpServletRequest request, HttpServletResponse response) {
        String methods = router.methods(path(request));
        if (methods.isEmpty()) {
            return false;
        }
        response.setHeader("Allow", methods);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        if (Cors.isPreflight(request)) {
            cors.allow(request, response, methods);
        }
        return true;
    }

    /** For all but signs of life, which tell nothing else. */
    private void requireHttps(HttpServletRequest request) {
        if (runtime.edge().httpsRequired()
                && !request.isSecure()
                && !path(request).startsWith(HEALTH)) {
            throw new ChatAgentException(
                    ErrorCode.HTTPS_REQUIRED,
                    "Use https. Behind a proxy, name it in CHATAGENT_TRUSTED_PROXIES and let it send X-Forwarded-Proto.");
        }
    }

    private static String path(HttpServletRequest request) {
        String path = PlainPath.of(request);
        return request.getServletPath().endsWith(WELL_KNOWN) ? WELL_KNOWN + path : path;
    }

    private static void admit(List<RateDecision> met, Optional<RateDecision> decision) {
        decision.ifPresent(met::add);
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
}
