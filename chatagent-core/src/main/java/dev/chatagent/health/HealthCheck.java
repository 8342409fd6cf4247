package dev.chatagent.health;

import java.util.Map;

/** SPI: one component's health. Called by health endpoints, concurrently; answers within a second and never throws. */
public interface HealthCheck {

    /** Short name of the component, e.g. {@code database}. */
    String component();

    /** Its state now. */
    ComponentHealth check();

    /**
     * What operators want to know beyond its state, by name, without secrets. Asked for by the full report alone, so that it may
     * take a look at files.
     */
    default Map<String, String> facts() {
        return Map.of();
    }
}
