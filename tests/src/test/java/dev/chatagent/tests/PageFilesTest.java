package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.launcher.LauncherServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the launcher's page, as browsers and caches ask for them. */
class PageFilesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path home;

    private static LauncherServer server;

    @BeforeAll
    static void start() throws Exception {
        server = Launchers.start(home.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> call(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return String.join(", ", response.headers().allValues(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/docs/api",
                "/app/main.js",
                "/app/style.css",
                "/vendor/purify.es.mjs",
                "/vendor/swagger-ui.css"
            })
    void file_is_packed_for_whoever_takes_that_and_is_the_same(String path) throws Exception {
        HttpResponse<byte[]> plain = call("GET", path);
        HttpResponse<byte[]> packed = call("GET", path, "Accept-Encoding", "br, gzip");
        HttpResponse<byte[]> refused = call("GET", path, "Accept-Encoding", "br, gzip;q=0");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(packed, "Vary")).contains("Accept-Encoding");
        assertThat(header(plain, "Vary")).contains("Accept-Encoding");
        assertThat(packed.body().length).isLessThan(plain.body().length);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(refused.body()).isEqualTo(plain.body());
        assertThat(header(packed, "ETag")).isNotEqualTo(header(plain, "ETag"));
    }

    @Test
    void small_file_is_not_packed() throws Exception {
        HttpResponse<byte[]> small = call("GET", "/app/config.js", "Accept-Encoding", "gzip");
        assertThat(small.statusCode()).isEqualTo(200);
        assertThat(header(small, "Content-Encoding")).isEmpty();
    }

    @Test
    void file_that_the_caller_has_is_not_sent_again() throws Exception {
        String etag = header(call("GET", "/app/main.js"), "ETag");
        assertThat(etag).matches("\"[0-9a-f]{32}\"");
        for (String known : new String[] {etag, "\"x\" , W/" + etag, "*"}) {
            HttpResponse<byte[]> again = call("GET", "/app/main.js", "If-None-Match", known);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "ETag")).isEqualTo(etag);
            assertThat(header(again, "Cache-Control")).isEqualTo("no-cache");
        }
        assertThat(call("GET", "/app/main.js", "If-None-Match", "\"x\"").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app/main.js", "/nothing", "/app/config.js"})
    void head_has_status_and_headers_of_get_and_no_body(String path) throws Exception {
        HttpResponse<byte[]> get = call("GET", path);
        HttpResponse<byte[]> head = call("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().map().keySet()).isEqualTo(get.headers().map().keySet());
        assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
    }

    @Test
    void other_methods_are_told_which_there_are() throws Exception {
        HttpResponse<byte[]> options = call("OPTIONS", "/");
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(header(options, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(header(options, "Cache-Control")).isEqualTo("no-store");
        for (String method : new String[] {"POST", "DELETE", "PUT", "TRACE"}) {
            HttpResponse<byte[]> refused = call(method, "/app/main.js");
            assertThat(refused.statusCode()).as(method).isEqualTo(405);
            assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/vendor/swagger-ui-bundle.js.LICENSE.txt", "/app/", "/app", "/web/index.html", "/index.html/"})
    void what_is_no_file_of_the_page_does_not_exist(String path) throws Exception {
        assertThat(call("GET", path).statusCode()).isEqualTo(404);
    }
}
