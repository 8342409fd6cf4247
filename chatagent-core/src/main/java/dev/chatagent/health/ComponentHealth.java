package dev.chatagent.health;

/**
 * State of one component.
 *
 * @param detail for operators: what is wrong, without secrets
 */
public record ComponentHealth(Status status, String detail) {

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
}
