package dev.chatagent.client;

/**
 * A new state of a client.
 *
 * @param closeCode what the last connection was closed with: RFC 6455's or the server's own; 0 where there was none
 * @param reason for people; never a secret
 */
public record StateChange(ClientState state, int closeCode, String reason) {}
