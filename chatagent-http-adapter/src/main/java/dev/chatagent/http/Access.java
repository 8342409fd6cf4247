package dev.chatagent.http;

import dev.chatagent.auth.Permission;

/** Who may call a route. */
sealed interface Access {
    /** Anybody. */
    Access PUBLIC = new Public();

    /** Callers with a live token or API key whose roles or scopes hold the permission. */
    static Access needs(Permission permission) {
        return new Needs(permission, Proof.TOKEN_OR_KEY);
    }

    /** As above, but no API key: the call is about the login itself. */
    static Access loggedIn(Permission permission) {
        return new Needs(permission, Proof.TOKEN);
    }

    /** As above, and nobody who acts for somebody else. Services see to it; the row says so to callers. */
    static Access inPerson(Permission permission) {
        return new Needs(permission, Proof.IN_PERSON);
    }

    /** Anybody; see {@link #PUBLIC}. */
    record Public() implements Access {}

    /** Callers with the permission. */
    record Needs(Permission permission, Proof proof) implements Access {}

    /** What a caller can prove who they are with. */
    enum Proof {
        TOKEN_OR_KEY,
        TOKEN,
        IN_PERSON
    }
}
