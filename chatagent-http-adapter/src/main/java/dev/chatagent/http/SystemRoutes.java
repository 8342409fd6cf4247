package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.Health;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.wire.PrometheusText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Health and metrics, for load balancers and for operators. */
final class SystemRoutes {
    private final ChatAgentRuntime runtime;

    SystemRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    record StatusAnswer(ComponentHealth.Status status) {}

    record ReadyAnswer(ComponentHealth.Status status, Map<String, StatusAnswer> components) {}

    /** JSON Web Key Set (RFC 7517 section 5). */
    record KeySet(List<Map<String, String>> keys) {}

    List<Route> routes() {
        Access detail = Access.needs(Permission.HEALTH_DETAIL);
        return List.of(
                new Route(
                        "GET",
                        "/health/live",
                        Access.PUBLIC,
                        LimitClass.READ,
                        Void.class,
                        StatusAnswer.class,
                        200,
                        this::live),
                new Route(
                        "GET",
                        "/health/ready",
                        Access.PUBLIC,
                        LimitClass.READ,
                        Void.class,
                        ReadyAnswer.class,
                        200,
                        this::ready),
                new Route(
                        "GET",
                        "/.well-known/jwks.json",
                        Access.PUBLIC,
                        LimitClass.READ,
                        Void.class,
                        KeySet.class,
                        200,
                        this::keySet),
                new Route(
                        "GET", "/health", detail, LimitClass.READ, Void.class, Health.Report.class, 200, this::report),
                new Route("GET", "/metrics", detail, LimitClass.READ, Void.class, String.class, 200, this::metrics));
    }

    private Answer keySet(Exchange exchange) {
        return new Answer.Json(new KeySet(runtime.publicKeys()));
    }

    private Answer live(Exchange exchange) {
        return new Answer.Json(new StatusAnswer(ComponentHealth.Status.UP));
    }

    /** Without details: they are for operators. */
    private Answer ready(Exchange exchange) {
        Health.Report report = runtime.health().report();
        Map<String, StatusAnswer> components = new LinkedHashMap<>();
        report.components().forEach((name, health) -> components.put(name, new StatusAnswer(health.status())));
        return byStatus(report, new ReadyAnswer(report.status(), components));
    }

    private Answer report(Exchange exchange) {
        Health.Report report = runtime.health().report();
        return byStatus(report, report);
    }

    private Answer metrics(Exchange exchange) {
        return new Answer.Text(PrometheusText.MEDIA_TYPE, PrometheusText.write(runtime.metrics()));
    }

    private Answer byStatus(Health.Report report, Object body) {
        boolean up = report.status() == ComponentHealth.Status.UP && !runtime.closing();
        return new Answer.JsonAs(up ? 200 : 503, body);
    }
}
