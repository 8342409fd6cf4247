package dev.chatagent.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Health of the runtime: up when every component is. Thread-safe. */
public final class Health {
    private final List<HealthCheck> checks;

    public Health(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Asks every component for all that operators want to know. */
    public Report report() {
        return report(check -> check.check().with(check.facts()));
    }

    /** Asks every component whether it can be used, for those who ask often. */
    public Report readiness() {
        return report(HealthCheck::check);
    }

    private Report report(Function<HealthCheck, ComponentHealth> question) {
        Map<String, ComponentHealth> components = new LinkedHashMap<>();
        for (HealthCheck check : checks) {
            components.put(check.component(), question.apply(check));
        }
        boolean up = components.values().stream().allMatch(c -> c.status() == ComponentHealth.Status.UP);
        return new Report(up ? ComponentHealth.Status.UP : ComponentHealth.Status.DOWN, components);
    }

    /** The whole and its components, in a fixed order. */
    public record Report(ComponentHealth.Status status, Map<String, ComponentHealth> components) {
        public Report {
            components = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(components));
        }
    }
}
