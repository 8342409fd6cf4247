package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checker of answers sees what is wrong with one: a checker that sees nothing would be content with everything. */
class ApiContractTest {
    private static final ApiContract CONTRACT = ApiContract.load();
    private static final String PROBLEM = """
            {"type":"urn:chatagent:problem:%1$s","title":"x","status":%2$d,"detail":"x","code":"%1$s","requestId":"x"}""";

    private static Map<String, List<String>> headers(String mediaType) {
        Map<String, List<String>> headers = new HashMap<>();
        Map.of(
                        "content-security-policy", "default-src 'none'; frame-ancestors 'none'",
                        "x-content-type-options", "nosniff",
                        "x-frame-options", "DENY",
                        "referrer-policy", "no-referrer",
                        "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
                        "cross-origin-opener-policy", "same-origin",
                        "cross-origin-resource-policy", "same-origin",
                        "cache-control", "no-store",
                        "x-request-id", "0b8f6f0e-8f0e-4b0c-9d57-3f8d0d8a1c11",
                        "content-type", mediaType)
                .forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }

    private static List<String> faults(
            String method, String path, int status, Map<String, List<String>> headers, String body) {
        return CONTRACT.faults(new RecordedAnswer(method, "/api", path, status, headers, body, false));
    }

    private static List<String> faults(String method, String path, int status, String mediaType, String body) {
        return faults(method, path, status, headers(mediaType), body);
    }

    @Test
    void what_is_as_promised_has_no_fault() {
        String json = "application/json";
        assertThat(faults("GET", "/health/live", 200, json, "{\"status\":\"up\"}"))
                .isEmpty();
        assertThat(faults(
                        "POST", "/chat/sessions/x/messages", 409, "application/problem+json", problem("conflict", 409)))
                .isEmpty();
        assertThat(faults("GET", "/elsewhere", 404, "application/problem+json", problem("not_found", 404)))
                .isEmpty();
        assertThat(faults("HEAD", "/health/live", 200, json, "")).isEmpty();
        assertThat(faults("DELETE", "/chat/sessions/x", 204, "", "")).isEmpty();
    }

    private static String problem(String code, int status) {
        return PROBLEM.formatted(code, status);
    }

    @Test
    void body_that_is_not_as_its_schema_is_a_fault() {
        String json = "application/json";
        assertThat(faults("GET", "/health/live", 200, json, "{\"status\":\"UP\"}"))
                .hasSize(1);
        assertThat(faults("GET", "/health/live", 200, json, "{\"status\":\"up\",\"more\":1}"))
                .hasSize(1);
        assertThat(faults("GET", "/health/live", 200, json, "{}")).hasSize(1);
        assertThat(faults("GET", "/health/live", 200, json, "up")).hasSize(1);
        assertThat(faults("GET", "/health/live", 200, "text/plain", "{\"status\":\"up\"}"))
                .hasSize(1);
        assertThat(faults("DELETE", "/chat/sessions/x", 204, json, "{}")).hasSize(1);
    }

    @Test
    void status_or_code_that_is_not_declared_is_a_fault() {
        String media = "application/problem+json";
        assertThat(faults("GET", "/health/live", 201, "application/json", "{\"status\":\"up\"}"))
                .hasSize(1);
        assertThat(faults("GET", "/health/live", 404, media, problem("not_found", 404)))
                .hasSize(1);
        assertThat(faults("POST", "/auth/login", 401, headersWithChallenge(media), problem("invalid_token", 401)))
                .hasSize(1);
        assertThat(faults("GET", "/elsewhere", 200, "application/json", "{}")).hasSize(1);
        assertThat(faults("POST", "/chat/sessions/x/messages", 409, media, problem("conflict", 404)))
                .hasSize(1);
    }

    private static Map<String, List<String>> headersWithChallenge(String mediaType) {
        Map<String, List<String>> headers = headers(mediaType);
        headers.put("www-authenticate", List.of("Bearer"));
        return headers;
    }

    @Test
    void missing_or_telling_header_is_a_fault() {
        for (String name : headers("").keySet()) {
            Map<String, List<String>> headers = headers("application/json");
            headers.remove(name);
            assertThat(faults("GET", "/health/live", 200, headers, "{\"status\":\"up\"}"))
                    .as(name)
                    .hasSize(1);
        }
        Map<String, List<String>> headers = headers("application/json");
        headers.put("server", List.of("Jetty(12)"));
        assertThat(faults("GET", "/health/live", 200, headers, "{\"status\":\"up\"}"))
                .hasSize(1);
    }

    @Test
    void event_that_is_not_as_its_schema_is_a_fault() {
        String delta = "id: 8\nevent: message.delta\ndata: {\"stream\":\"user\",\"seq\":8,\"type\":\"message.delta\","
                + "\"time\":\"2026-11-25T09:00:01Z\",\"data\":{\"messageId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7.2\",\"%s\":\"2\"}}\n\n";
        assertThat(faults("GET", "/events", 200, "text/event-stream;charset=utf-8", delta.formatted("text")))
                .isEmpty();
        assertThat(faults("GET", "/events", 200, "text/event-stream;charset=utf-8", delta.formatted("other")))
                .isNotEmpty();
    }
}
