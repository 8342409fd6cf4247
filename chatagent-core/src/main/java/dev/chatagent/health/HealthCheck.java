package dev.chatagent.health;

/** SPI: one component's health. Called by health endpoints, concurrently; answers within a second and never throws. */
public interface HealthCheck {

    /** Short name of the component, e.g. {@code database}. */
    String component();

    /** Its state now. */
    ComponentHealth check();
}
