package dev.chatagent.http;

import java.util.Map;

/** A body for each row that takes one: what its owner would send. */
final class MatrixBodies {
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("POST /auth/register", "{\"email\":\"new-NEW@example.org\",\"password\":\"PASSWORD\"}"),
            Map.entry("POST /auth/setup", "{\"token\":\"x\",\"email\":\"new@example.org\",\"password\":\"PASSWORD\"}"),
            Map.entry("POST /auth/login", "{\"email\":\"EMAIL\",\"password\":\"PASSWORD\"}"),
            Map.entry("POST /auth/refresh", "{\"refreshToken\":\"x\"}"),
            Map.entry("PATCH /auth/profile", "{\"displayName\":\"Somebody\"}"),
            Map.entry("DELETE /auth/profile", "{\"password\":\"not it: the account is needed further on\"}"),
            Map.entry(
                    "POST /auth/password",
                    "{\"oldPassword\":\"PASSWORD\",\"newPassword\":\"another four words entirely\"}"),
            Map.entry("POST /auth/password-reset", "{\"email\":\"EMAIL\"}"),
            Map.entry("POST /auth/password-reset/confirm", "{\"token\":\"x\",\"password\":\"PASSWORD\"}"),
            Map.entry("POST /auth/email-verification/confirm", "{\"token\":\"x\"}"),
            Map.entry("POST /auth/totp", "{\"password\":\"PASSWORD\"}"),
            Map.entry("POST /auth/totp/confirm", "{\"code\":\"000000\"}"),
            Map.entry("POST /auth/totp/remove", "{\"password\":\"PASSWORD\",\"code\":\"000000\"}"),
            Map.entry("POST /auth/api-keys", "{\"name\":\"ci\",\"scopes\":[\"chat\"]}"),
            Map.entry("POST /admin/users", "{\"email\":\"new-NEW@example.org\",\"roles\":[\"user\"]}"),
            Map.entry("PUT /admin/users/{user}/roles", "{\"roles\":[\"user\"]}"),
            Map.entry("POST /chat/sessions", "{}"),
            Map.entry("PATCH /chat/sessions/{id}", "{\"title\":\"Something\"}"),
            Map.entry("POST /chat/sessions/{id}/messages", "{\"text\":\"hello\"}"));

    private MatrixBodies() {}

    static String of(String route, MatrixWorld.Owner owner) {
        String body = BODIES.get(route);
        if (body == null) {
            throw new AssertionError("Say here what body this takes: " + route);
        }
        return body.replace("EMAIL", owner.email())
                .replace("PASSWORD", MatrixWorld.PASSWORD)
                .replace("NEW", new StringBuilder(owner.canary()).reverse());
    }
}
