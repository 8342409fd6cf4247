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
    private static final StatusAnswer UP = new StatusAnswer(ComponentHealth.Status.UP);
    private static final StatusAnswer DOWN = new StatusAnswer(ComponentHealth.Status.DOWN);

    private final ChatAgentRuntime runtime;

    SystemRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    record StatusAnswer(ComponentHealth.Status status) {}

    record ReadyAnswer(ComponentHealth.Status status, Map<String, StatusAnswer> components) {}

    /** JSON Web Key Set (RFC 7517 section 5). */
    record KeySet(List<Map<String, String>> keys) {}

    List<Route> routes() {
        return List.of(
                RouteDraft.get("/health/live", "getLiveness")
                        .says("Whether the process answers at all.")
                        .access(Access.PUBLIC, LimitClass.READ)
                        .answers(200, UP)
                        .by(this::live),
                RouteDraft.get("/health/ready", "getReadiness")
                        .says("Whether it can serve: 503 when a component is down, and while it stops.")
                        .access(Access.PUBLIC, LimitClass.READ)
                        .answers(200, new ReadyAnswer(ComponentHealth.Status.UP, Map.of("storage", UP)))
                        .answers(503, new ReadyAnswer(ComponentHealth.Status.DOWN, Map.of("storage", DOWN)))
                        .by(this::ready),
                RouteDraft.get("/.well-known/jwks.json", "getPublicKeys")
                        .says(
                                "The public keys that verify access tokens (RFC 7517); none where tokens are signed with a secret.")
                        .access(Access.PUBLIC, LimitClass.READ)
                        .answers(200, Examples.KEY_SET)
                        .by(this::keySet),
                RouteDraft.get("/health", "getHealth")
                        .says("The health of each component in words.")
                        .access(Access.needs(Permission.HEALTH_DETAIL), LimitClass.READ)
                        .answers(200, Examples.healthReport(ComponentHealth.up("H2 file")))
                        .answers(503, Examples.healthReport(ComponentHealth.down("The database does not answer.")))
                        .by(this::report),
                RouteDraft.get("/metrics", "getMetrics")
                        .says("How the server and its database do, in Prometheus' text format.")
                        .access(Access.needs(Permission.HEALTH_DETAIL), LimitClass.READ)
                        .answers(Reply.of(
                                200,
                                "text/plain",
                                Map.of("type", "string"),
                                "# TYPE chatagent_commits_total counter\nchatagent_commits_total 42\n",
                                "Metrics."))
                        .by(this::metrics));
    }

    private Answer keySet(Exchange exchange) {
        return new Answer.Json(new KeySet(runtime.publicKeys()));
    }

    private Answer live(Exchange exchange) {
        return new Answer.Json(new StatusAnswer(ComponentHealth.Status.UP));
    }

    /** Without details: they are for operators. */
    private Answer ready(Exchange exchange) {
        Health.Report report = runtime.health().readiness();
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
