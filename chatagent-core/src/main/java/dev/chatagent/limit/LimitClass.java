package dev.chatagent.limit;

import java.util.Locale;

/** Classes of calls that are limited together. */
public enum LimitClass {
    /** Any call, by address, before authentication. */
    ADDRESS,
    /** Registering, logging in, resetting, setting up, by address; what secures an account once somebody is in, by user. */
    CREDENTIALS,
    /** Renewing access tokens; by address, which many tabs and people may share. */
    REFRESH,
    /** Reading; by user. */
    READ,
    /** Changing something; by user. */
    WRITE,
    /** Sending a message to an agent; by user. */
    SEND,
    /** Uploading a file; by user. */
    UPLOAD,
    /** Searching through messages; by user. */
    SEARCH,
    /** Any command over a WebSocket; by user. */
    COMMAND,
    /** Any call of somebody who is logged in; by tenant. */
    TENANT;

    /** The name in settings, headers and problems, e.g. {@code credentials}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether all nodes of a database count these calls together: those by which secrets are guessed. */
    public boolean shared() {
        return this == CREDENTIALS || this == REFRESH;
    }
}
