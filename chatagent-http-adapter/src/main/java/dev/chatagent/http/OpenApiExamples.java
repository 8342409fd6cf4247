package dev.chatagent.http;

import static dev.chatagent.http.OpenApi.ordered;

import dev.chatagent.account.User;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Examples of the calls that everybody makes first. */
final class OpenApiExamples {
    private static final String EMAIL = "ada@example.org";
    private static final String PASSWORD = "four words that differ";
    private static final String OPAQUE = "q0y5b2X3kT1n8w6H4uV9eA7cR2mL5sJ0dF3gZ8xP1oY";

    static final Map<String, Object> PROBLEM = ordered(
            "type", "urn:chatagent:problem:bad_credentials",
            "title", "Wrong email or password",
            "status", 401,
            "detail", "Wrong email or password.",
            "code", "bad_credentials",
            "requestId", "0b8f6f0e-8f0e-4b0c-9d57-3f8d0d8a1c11");

    private static final Map<String, Object> USER = ordered(
            "id", "5f0f6d5e-1f0b-4c5e-9a55-0d9a7a3f2b10",
            "email", EMAIL,
            "displayName", "Ada",
            "roles", List.of("user"),
            "tenant", "default",
            "createdAt", "2026-11-25T09:00:00Z");

    private static final Map<String, Map<String, Object>> BODIES = Map.of(
            "/auth/register", ordered("email", EMAIL, "password", PASSWORD, "displayName", "Ada"),
            "/auth/setup", ordered("token", OPAQUE, "email", EMAIL, "password", PASSWORD),
            "/auth/login", ordered("email", EMAIL, "password", PASSWORD, "totp", "492039"),
            "/auth/refresh", ordered("refreshToken", OPAQUE),
            "/auth/password", ordered("oldPassword", PASSWORD, "newPassword", "other words than before"),
            "/auth/password-reset", ordered("email", EMAIL),
            "/auth/password-reset/confirm", ordered("token", OPAQUE, "password", "other words than before"),
            "/auth/email-verification/confirm", ordered("token", OPAQUE),
            "/auth/api-keys", ordered("name", "nightly report", "scopes", List.of("chat"), "expiresIn", 7_776_000));

    private static final Map<Class<?>, Map<String, Object>> ANSWERS = Map.of(
            User.class,
            USER,
            TokenAnswers.TokenAnswer.class,
            ordered(
                    "accessToken",
                    "eyJraWQiOiI…",
                    "tokenType",
                    "Bearer",
                    "expiresIn",
                    900,
                    "refreshToken",
                    OPAQUE,
                    "user",
                    USER));

    private OpenApiExamples() {}

    static @Nullable Object body(String template) {
        return BODIES.get(template);
    }

    static @Nullable Object answer(Class<?> type) {
        return ANSWERS.get(type);
    }
}
