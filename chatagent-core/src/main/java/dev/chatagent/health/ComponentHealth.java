package dev.chatagent.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * State of one component.
 *
 * @param detail for operators: what is wrong, without secrets
 * @param facts for operators: how it stands, by name, without secrets
 */
public record ComponentHealth(Status status, String detail, Map<String, String> facts) {
    public ComponentHealth {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Without facts. */
    public ComponentHealth(Status status, String detail) {
        this(status, detail, Map.of());
    }

    /** Whether it can be used. */
    public enum Status {
        UP,
        DOWN
    }

    public static ComponentHealth up(String detail) {
        return new ComponentHealth(Status.UP, detail);
    }

    public static ComponentHealth down(String detail) {
        return new ComponentHealth(Status.DOWN, detail);
    }

    /** The same with these facts behind its own. */
    public ComponentHealth with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(facts);
        all.putAll(more);
        return new ComponentHealth(status, detail, all);
    }
}
