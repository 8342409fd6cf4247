package dev.chatagent.id;

import java.util.UUID;

/** Identifies one running process on a database, from its start to its end. Version 4 UUID; text form is the canonical UUID. */
public record NodeId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
