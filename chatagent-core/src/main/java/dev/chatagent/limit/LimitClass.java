package dev.chatagent.limit;

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
    /** Any command over a WebSocket; by user. */
    COMMAND
}
