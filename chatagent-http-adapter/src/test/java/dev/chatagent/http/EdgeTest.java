package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.HttpsPolicy;
import dev.chatagent.config.Settings;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.RateLimit;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way to the adapter: proxies, TLS, pages of other origins, cookies from elsewhere. */
class EdgeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BODY = "{\"email\":\"ada@example.org\",\"password\":\"four words that differ\"}";

    private Optional<ChatAgentRuntime> runtime = Optional.empty();
    private Optional<Server> server = Optional.empty();
    private String base = "";

    private void start(UnaryOperator<Settings> settings) throws Exception {
        start(settings, UnaryOperator.identity());
    }

    private void start(UnaryOperator<Settings> settings, UnaryOperator<ChatAgentRuntime.Builder> parts)
            throws Exception {
        ChatAgentRuntime started = parts.apply(ChatAgentRuntime.builder()
                        .settings(settings.apply(Settings.defaults()
                                .with(Settings.ENVIRONMENT, "test")
                                .with(Settings.CORS_ORIGINS, "none"))))
                .start();
        runtime = Optional.of(started);
        Server jetty = new Server();
        server = Optional.of(jetty);
        ServerConnector connector = Recording.connector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        Recording.of(context);
        context.addFilter(
                new FilterHolder(new SecurityHeadersFilter(started, SecurityHeadersFilter.PAGE_POLICY)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        ServletHolder holder = new ServletHolder(ChatAgentServlet.of(started));
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/api/*");
        context.addServlet(DefaultServlet.class, "/");
        jetty.setHandler(context);
        jetty.start();
        base = "http://127.0.0.1:" + connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        if (server.isPresent()) {
            server.get().stop();
        }
        runtime.ifPresent(ChatAgentRuntime::close);
    }

    private HttpResponse<String> call(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? BODY : ""));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    private int firstRefused(String forwarded) throws Exception {
        for (int i = 1; i <= 10; i++) {
            if (call("GET", "/api/health/live", "X-Forwarded-For", forwarded.replace("#", "" + i))
                            .statusCode()
                    == 429) {
                return i;
            }
        }
        return 0;
    }

    private static ChatAgentRuntime.Builder fiveAnHour(ChatAgentRuntime.Builder builder) {
        return builder.limit(LimitClass.ADDRESS, new RateLimit("address", 1, Duration.ofHours(1), 5));
    }

    @Test
    void spoofed_forwarding_header_changes_no_bucket() throws Exception {
        start(settings -> settings, EdgeTest::fiveAnHour);
        assertThat(firstRefused("203.0.113.#")).isEqualTo(6);
    }

    @Test
    void caller_behind_a_trusted_proxy_has_a_bucket_of_their_own() throws Exception {
        start(settings -> settings.with(Settings.TRUSTED_PROXIES, "loopback"), EdgeTest::fiveAnHour);
        assertThat(firstRefused("203.0.113.#")).isZero();
        assertThat(firstRefused("198.51.100.#, 203.0.113.77")).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/auth/profile | https | 401",
                "/api/auth/profile | http | 403",
                "/api/auth/profile | '' | 403",
                "/api/health/live | http | 200",
                "/api/health/ready | '' | 200",
            })
    void without_tls_only_signs_of_life_are_served(String path, String scheme, int status) throws Exception {
        start(settings -> settings.with(Settings.PUBLIC_URL, "https://chat.example.org/")
                .with(Settings.TRUSTED_PROXIES, "127.0.0.1"));
        String[] headers = scheme.isEmpty() ? new String[0] : new String[] {"X-Forwarded-Proto", scheme};
        HttpResponse<String> response = call("GET", path, headers);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Strict-Transport-Security").isPresent()).isEqualTo(scheme.equals("https"));
        assertThat(response.body().contains("https_required")).isEqualTo(status == 403);
    }

    @Test
    void navigation_without_tls_is_led_to_the_origin_that_is_set_and_no_other() throws Exception {
        start(settings -> settings.with(Settings.PUBLIC_URL, "https://chat.example.org")
                .with(Settings.HTTPS, HttpsPolicy.REQUIRED));
        HttpResponse<String> response =
                call("GET", "/a/b?c=d", "Accept", "text/html", "X-Forwarded-Host", "evil.example");
        assertThat(response.statusCode()).isEqualTo(308);
        assertThat(header(response, "Location")).contains("https://chat.example.org/a/b?c=d");
        assertThat(call("GET", "/", "Accept", "*/*").statusCode()).isNotEqualTo(308);
    }

    @Test
    void spoofed_scheme_neither_opens_nor_marks_anything() throws Exception {
        start(settings -> settings.with(Settings.HTTPS, HttpsPolicy.REQUIRED));
        HttpResponse<String> response = call("GET", "/api/auth/profile", "X-Forwarded-Proto", "https");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(header(response, "Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', none, false, https://app.example, refused",
        "'', none, true, https://app.example, refused",
        "'', none, false, http://localhost:5173, refused",
        "'', loopback, false, http://localhost:5173, allowed",
        "'', loopback, true, http://localhost:5173, credentials",
        "'', loopback, false, http://localhost.evil.example, refused",
        "'', https://app.example, false, https://app.example, allowed",
        "'', https://app.example, true, https://app.example, credentials",
        "'', https://app.example, true, http://app.example, refused",
        "'', https://app.example, true, https://app.example.evil.example, refused",
        "'', https://app.example, true, null, refused",
        "'', *, false, https://anything.example, allowed",
        "'', *, false, null, refused",
        "development, '', false, http://localhost:3000, allowed",
        "development, '', false, https://app.example, refused",
        "production, '', false, http://localhost:3000, refused",
        "production, '', false, https://app.example, refused",
        "production, https://app.example, true, https://app.example, credentials",
    })
    void pages_of_other_origins_get_what_is_allowed(
            String environment, String allowed, boolean credentials, String origin, String outcome) throws Exception {
        start(settings -> {
            Settings with = settings.with(Settings.CORS_CREDENTIALS, credentials)
                    .with(Settings.STORAGE, "memory")
                    .with(Settings.ENVIRONMENT, environment.isEmpty() ? "test" : environment);
            return allowed.isEmpty() ? defaultOrigins(with) : with.with(Settings.CORS_ORIGINS, allowed);
        });
        HttpResponse<String> preflight =
                call("OPTIONS", "/api/auth/profile", "Origin", origin, "Access-Control-Request-Method", "PATCH");
        HttpResponse<String> answer = call("GET", "/api/auth/profile", "Origin", origin);
        boolean granted = !outcome.equals("refused");
        assertThat(preflight.statusCode()).isEqualTo(granted ? 204 : 403);
        assertThat(answer.statusCode()).isEqualTo(401);
        for (HttpResponse<String> each : List.of(preflight, answer)) {
            assertThat(header(each, "Access-Control-Allow-Origin").orElse("")).isEqualTo(granted ? origin : "");
            assertThat(header(each, "Access-Control-Allow-Credentials").isPresent())
                    .isEqualTo(outcome.equals("credentials"));
            assertThat(String.join(",", each.headers().allValues("Vary"))).contains("Origin");
            assertThat(header(each, "Content-Security-Policy")).isPresent();
        }
        if (granted) {
            assertThat(header(preflight, "Access-Control-Allow-Methods")
                            .orElseThrow()
                            .split(", "))
                    .contains("GET", "PATCH", "DELETE");
            assertThat(header(preflight, "Access-Control-Allow-Headers").orElseThrow())
                    .contains("Authorization", "Content-Type", "Idempotency-Key");
        }
    }

    /** Settings are immutable, so that of the fixture cannot be taken back. */
    private static Settings defaultOrigins(Settings with) {
        return Settings.defaults()
                .with(Settings.ENVIRONMENT, with.set(Settings.ENVIRONMENT).orElseThrow())
                .with(Settings.STORAGE, "memory");
    }

    @Test
    void preflight_of_nothing_is_not_found() throws Exception {
        start(settings -> settings.with(Settings.CORS_ORIGINS, "*"));
        assertThat(call(
                                "OPTIONS",
                                "/api/nothing",
                                "Origin",
                                "https://a.example",
                                "Access-Control-Request-Method",
                                "GET")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "own, same-origin, true",
        "own, '', true",
        "'', same-origin, true",
        "https://friend.example, same-site, true",
        "https://friend.example, cross-site, true",
        "https://friend.example, '', true",
        "'', '', false",
        "own, same-site, false",
        "own, cross-site, false",
        "own, none, false",
        "'', same-site, false",
        "'', cross-site, false",
        "'', none, false",
        "null, same-origin, false",
        "null, '', false",
        "null, cross-site, false",
        "https://evil.example, same-origin, false",
        "https://evil.example, same-site, false",
        "https://evil.example, cross-site, false",
        "https://evil.example, '', false",
        "https://friend.example.evil.example, '', false",
        "http://friend.example, '', false",
        "https://127.0.0.1, '', false",
    })
    void cookie_counts_from_here_and_from_friends_alone(String origin, String site, boolean welcome) throws Exception {
        start(settings ->
                settings.with(Settings.CORS_ORIGINS, "https://friend.example").with(Settings.CORS_CREDENTIALS, true));
        String own = base;
        HttpResponse<String> registered = call(
                "POST",
                "/api/auth/register",
                "X-Chatagent-Mode",
                "cookie",
                "Origin",
                own,
                "Sec-Fetch-Site",
                "same-origin");
        String cookie = header(registered, "Set-Cookie").orElseThrow().split(";", -1)[0];
        java.util.List<String> headers =
                new java.util.ArrayList<>(List.of("X-Chatagent-Mode", "cookie", "Cookie", cookie));
        if (!origin.isEmpty()) {
            headers.addAll(List.of("Origin", origin.equals("own") ? own : origin));
        }
        if (!site.isEmpty()) {
            headers.addAll(List.of("Sec-Fetch-Site", site));
        }
        HttpRequest.Builder refresh = HttpRequest.newBuilder(URI.create(base + "/api/auth/refresh"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .headers(headers.toArray(String[]::new));
        HttpResponse<String> answer = HTTP.send(refresh.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(welcome ? 200 : 403);
        assertThat(answer.body().contains("cross_site")).isEqualTo(!welcome);
        assertThat(header(answer, "Set-Cookie").isPresent()).isEqualTo(welcome);
    }
}
