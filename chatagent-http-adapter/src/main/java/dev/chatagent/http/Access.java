package dev.chatagent.http;

import dev.chatagent.auth.Permission;

/** Who may call a route. */
sealed interface Access {
    /** Anybody. */
    Access PUBLIC = new Public();

    /** Callers with a live token whose roles hold the permission. */
    static Access needs(Permission permission) {
        return new Needs(permission);
    }

    /** Anybody; see {@link #PUBLIC}. */
    record Public() implements Access {}

    /** Callers with the permission. */
    record Needs(Permission permission) implements Access {}
}
