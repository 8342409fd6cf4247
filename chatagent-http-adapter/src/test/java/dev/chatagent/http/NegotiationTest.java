package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers take, send and keep. */
class NegotiationTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String REGISTRATION = """
            {"email":"%s@example.org","password":"four words that differ"}""";

    private static ChatAgentRuntime runtime;
    private static Served server;
    private static String base;

    @BeforeAll
    static void start() throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                .start();
        server = Container.JETTY.serve(Recording.application(runtime));
        base = "http://127.0.0.1:" + server.port() + "/api";
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        runtime.close();
    }

    private static HttpResponse<byte[]> call(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> response, String name) {
        return String.join(", ", response.headers().allValues(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "application/*;q=0.1",
                "text/html, */*;q=0.8",
                "APPLICATION/JSON",
                "text/html;q=0, application/json;q=0.001",
                "",
                ","
            })
    void whoever_takes_json_gets_it(String accept) throws Exception {
        assertThat(call("GET", "/health/live", "", "Accept", accept).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml, text/*", "application/json;q=0, */*", "*/*;q=0.0", "json"})
    void whoever_takes_no_json_is_told_what_there_is(String accept) throws Exception {
        HttpResponse<byte[]> response = call("GET", "/health/live", "", "Accept", accept);
        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(text(response)).contains("\"not_acceptable\"", "application/json");
    }

    @Test
    void nothing_is_done_for_a_caller_who_could_not_read_of_it() throws Exception {
        String body = REGISTRATION.formatted("pia");
        String json = "application/json";
        assertThat(call("POST", "/auth/register", body, "Content-Type", json, "Accept", "text/html")
                        .statusCode())
                .isEqualTo(406);
        assertThat(call("POST", "/auth/register", body, "Content-Type", json).statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "Application/JSON ; a=b"
            })
    void json_in_utf_8_is_read(String contentType) throws Exception {
        HttpResponse<byte[]> response = call("POST", "/auth/login", "{}", "Content-Type", contentType);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).contains("'email' is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/jsonp",
                "text/json",
                "application/json; charset=utf-16",
                "application/json; charset=latin1",
                "application/json; charset=",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                ";"
            })
    void body_of_another_kind_is_refused(String contentType) throws Exception {
        HttpResponse<byte[]> response = call("POST", "/auth/login", "{}", "Content-Type", contentType);
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(text(response)).contains("unsupported_media_type");
    }

    @Test
    void packed_body_and_one_without_a_type_are_refused() throws Exception {
        String json = "application/json";
        assertThat(call("POST", "/auth/login", "{}", "Content-Type", json, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
        assertThat(call("POST", "/auth/login", "{}").statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "br, gzip;q=0.5 | true",
                "* | true",
                "gzip;q=0 | false",
                "br | false",
                "gzip;q=0, * | false"
            })
    void description_is_packed_for_whoever_takes_that(String accept, boolean packed) throws Exception {
        HttpResponse<byte[]> plain = call("GET", "/openapi.json", "");
        HttpResponse<byte[]> response = call("GET", "/openapi.json", "", "Accept-Encoding", accept);
        assertThat(header(response, "Content-Encoding")).isEqualTo(packed ? "gzip" : "");
        assertThat(header(response, "Vary")).contains("Accept-Encoding");
        byte[] content = packed
                ? new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes()
                : response.body();
        assertThat(content).isEqualTo(plain.body());
        if (packed) {
            assertThat(response.body().length).isLessThan(plain.body().length / 4);
            assertThat(header(response, "ETag")).isNotEqualTo(header(plain, "ETag"));
        }
    }

    @Test
    void description_that_the_caller_has_is_not_sent_again() throws Exception {
        HttpResponse<byte[]> first = call("GET", "/openapi.json", "");
        String etag = header(first, "ETag");
        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        for (String known : new String[] {etag, "\"x\", W/" + etag, "*"}) {
            HttpResponse<byte[]> again = call("GET", "/openapi.json", "", "If-None-Match", known);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "ETag")).isEqualTo(etag);
        }
        assertThat(call("GET", "/openapi.json", "", "If-None-Match", "\"x\"").statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> packed =
                call("GET", "/openapi.json", "", "If-None-Match", etag, "Accept-Encoding", "gzip");
        assertThat(packed.statusCode()).as("another representation").isEqualTo(200);
    }

    /** The packed length of an answer tells what is in it (BREACH). */
    @Test
    void answer_with_a_secret_is_never_packed_and_never_kept() throws Exception {
        String body = REGISTRATION.formatted("lea");
        HttpResponse<byte[]> response = call(
                "POST", "/auth/register", body, "Content-Type", "application/json", "Accept-Encoding", "gzip, br, *");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(header(response, "Content-Encoding")).isEmpty();
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "ETag")).isEmpty();
        assertThat(text(response)).contains("accessToken");
    }
}
