package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Pbkdf2Hasher;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP: what is let in comes back as it was, to be saved; the rest is refused in words. */
@SuppressWarnings("NullAway.Init") // start() sets what all cases use
@ParameterizedClass
@EnumSource(Container.class)
class FilesTest {
    @Parameter
    Container container;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int MAX = 3 << 20;
    private static final int PER_CHAT = 30;

    @TempDir
    private static Path home;

    private static ChatAgentRuntime runtime;
    private static Served server;
    private static String base;
    private static int people;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        start(container, Duration.ofMinutes(1));
    }

    private static void start(Container container, Duration uploadTimeout) throws Exception {
        runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "development")
                        .with(Settings.STORAGE, "memory")
                        .with(Settings.HOME, home.resolve(container.name()).toString())
                        .with(Settings.LIMITS, false)
                        .with(Settings.ECHO_DELAY, Duration.ZERO)
                        .with(
                                Settings.UPLOAD_TYPES,
                                Settings.UPLOAD_TYPES.defaults().apply(Environment.TEST)
                                        + ", application/zip, image/svg+xml")
                        .with(Settings.UPLOAD_MAX, (long) MAX)
                        .with(Settings.UPLOAD_PER_CHAT, PER_CHAT)
                        .with(Settings.UPLOAD_PER_USER, 8L << 20)
                        .with(Settings.UPLOAD_TIMEOUT, uploadTimeout))
                .passwordHasher(new Pbkdf2Hasher(10))
                .start();
        server = container.serve(Recording.application(runtime));
        base = "http://127.0.0.1:" + server.port() + "/api";
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
        runtime.close();
    }

    /** Somebody with a chat of their own. */
    private record Person(String token, String chat) {
        static Person create() throws Exception {
            String body = "{\"email\":\"p" + people++ + "@example.org\",\"password\":\"four words that differ\"}";
            String token = JSON.readTree(post("/auth/register", "", body).body())
                    .path("accessToken")
                    .asText();
            return new Person(
                    token,
                    JSON.readTree(post("/chat/sessions", token, "{}").body())
                            .path("id")
                            .asText());
        }

        String files() {
            return "/chat/sessions/" + chat + "/files";
        }
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> post(String path, String token, String body) throws Exception {
        return HTTP.send(
                request(path, token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> upload(Person person, String name, String type, byte[] bytes, String... headers)
            throws Exception {
        HttpRequest.Builder request = request(
                        person.files() + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8), person.token())
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<byte[]> call(String method, String path, String token) throws Exception {
        return HTTP.send(
                request(path, token)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode stored(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static void assertRefused(HttpResponse<String> answer, String code, String fieldCode) throws Exception {
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("code").asText()).as(answer.body()).isEqualTo(code);
        assertThat(problem.path("detail").asText()).isNotBlank();
        if (!fieldCode.isEmpty()) {
            assertThat(problem.at("/errors/0/code").asText()).as(answer.body()).isEqualTo(fieldCode);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] png() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    private static byte[] zip(String name, byte[] content) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static byte[] text(int bytes) {
        byte[] text = new byte[bytes];
        Random random = new Random(bytes);
        for (int i = 0; i < bytes; i++) {
            text[i] = (byte) ('a' + random.nextInt(26));
        }
        return text;
    }

    @Test
    void file_comes_back_byte_for_byte_to_be_saved() throws Exception {
        Person ada = Person.create();
        String name = "Über \"März\" 日本.txt";
        byte[] bytes = text(MAX);
        JsonNode file = stored(upload(ada, name, "text/plain; charset=utf-8", bytes));
        assertThat(file.path("name").asText()).isEqualTo("Über _März_ 日本.txt");
        assertThat(file.path("type").asText()).isEqualTo("text/plain");
        assertThat(file.path("size").asInt()).isEqualTo(MAX);
        String path = ada.files() + "/" + file.path("id").asText();
        HttpResponse<byte[]> answer = call("GET", path, ada.token());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(bytes);
        HttpResponse<byte[]> head = call("HEAD", path, ada.token());
        assertThat(head.body()).isEmpty();
        for (HttpResponse<byte[]> each : List.of(answer, head)) {
            assertThat(each.headers().firstValue("Content-Disposition"))
                    .hasValue("attachment; filename=\"Uber _Marz_ __.txt\"; filename*=UTF-8''"
                            + "%C3%9Cber%20_M%C3%A4rz_%20%E6%97%A5%E6%9C%AC.txt");
            assertThat(each.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(each.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
            assertThat(each.headers().firstValue("Content-Length")).hasValue(Integer.toString(MAX));
            assertThat(each.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(each.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "sandbox");
        }
    }

    @Test
    void message_carries_its_files_and_keeps_them() throws Exception {
        Person ada = Person.create();
        String id = stored(upload(ada, "a.png", "image/png", png())).path("id").asText();
        String parts =
                "{\"parts\":[{\"type\":\"text\",\"text\":\"look\"},{\"type\":\"file\",\"file\":\"" + id + "\"}]}";
        HttpResponse<String> sent = post("/chat/sessions/" + ada.chat() + "/messages", ada.token(), parts);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        JsonNode part = JSON.readTree(sent.body()).at("/message/parts/1");
        assertThat(part.path("type").asText()).isEqualTo("file");
        assertThat(part.path("file").asText()).isEqualTo(id);
        assertThat(part.path("name").asText()).isEqualTo("a.png");
        assertThat(part.path("mediaType").asText()).isEqualTo("image/png");
        assertThat(part.path("size").asInt()).isEqualTo(png().length);
        HttpResponse<byte[]> deleted = call("DELETE", ada.files() + "/" + id, ada.token());
        assertThat(deleted.statusCode()).isEqualTo(409);
        JsonNode list = JSON.readTree(call("GET", ada.files(), ada.token()).body());
        assertThat(list.at("/items/0/message").asText()).isEqualTo(ada.chat() + ".1");
        assertThat(call("DELETE", "/chat/sessions/" + ada.chat(), ada.token()).statusCode())
                .isEqualTo(204);
        assertThat(call("GET", ada.files() + "/" + id, ada.token()).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"parts\":[]}",
                "{\"text\":\"a\",\"parts\":[{\"type\":\"text\",\"text\":\"b\"}]}",
                "{\"parts\":[{\"type\":\"text\"}]}",
                "{\"parts\":[{\"type\":\"file\"}]}",
                "{\"parts\":[{\"type\":\"image\"}]}",
                "{\"parts\":[{\"type\":\"file\",\"file\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}]}",
                "{\"parts\":[{\"text\":\"x\"}]}",
                "{\"parts\":[null]}",
                "{\"parts\":{}}",
                "{\"parts\":[{\"type\":\"file\",\"file\":\"FILE\"},{\"type\":\"file\",\"file\":\"FILE\"}]}"
            })
    void message_with_wrong_parts_is_refused(String body) throws Exception {
        Person ada = Person.create();
        String id =
                stored(upload(ada, "a.txt", "text/plain", utf8("x"))).path("id").asText();
        HttpResponse<String> sent =
                post("/chat/sessions/" + ada.chat() + "/messages", ada.token(), body.replace("FILE", id));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(400);
    }

    @Test
    void files_of_others_do_not_exist() throws Exception {
        Person ada = Person.create();
        Person eve = Person.create();
        String id =
                stored(upload(ada, "a.txt", "text/plain", utf8("x"))).path("id").asText();
        for (String path : List.of(ada.files() + "/" + id, eve.files() + "/" + id)) {
            assertThat(call("GET", path, eve.token()).statusCode()).isEqualTo(404);
            assertThat(call("DELETE", path, eve.token()).statusCode()).isEqualTo(404);
        }
        assertThat(call("GET", ada.files(), eve.token()).statusCode()).isEqualTo(404);
        assertThat(upload(new Person(eve.token(), ada.chat()), "b.txt", "text/plain", utf8("x"))
                        .statusCode())
                .isEqualTo(404);
        String parts = "{\"parts\":[{\"type\":\"file\",\"file\":\"" + id + "\"}]}";
        HttpResponse<String> sent = post("/chat/sessions/" + eve.chat() + "/messages", eve.token(), parts);
        assertRefused(sent, "invalid_request", "unknown");
        assertThat(call("GET", ada.files() + "/" + id, ada.token()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void list_is_paged_and_deleted_files_leave_it() throws Exception {
        Person ada = Person.create();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(stored(upload(ada, i + ".txt", "text/plain", utf8("x")))
                    .path("id")
                    .asText());
        }
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = JSON.readTree(
                    call("GET", ada.files() + "?limit=2" + cursor, ada.token()).body());
            page.path("items").forEach(item -> found.add(item.path("id").asText()));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(found).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(call("DELETE", ada.files() + "/" + ids.get(0), ada.token()).statusCode())
                .isEqualTo(204);
        assertThat(call("DELETE", ada.files() + "/" + ids.get(0), ada.token()).statusCode())
                .isEqualTo(404);
        assertThat(JSON.readTree(call("GET", ada.files(), ada.token()).body()).path("items"))
                .hasSize(4);
    }

    @Test
    void same_key_uploads_once() throws Exception {
        Person ada = Person.create();
        JsonNode first = stored(upload(ada, "a.txt", "text/plain", utf8("x"), "Idempotency-Key", "k"));
        JsonNode again = stored(upload(ada, "a.txt", "text/plain", utf8("x"), "Idempotency-Key", "k"));
        assertThat(again).isEqualTo(first);
        assertRefused(upload(ada, "a.txt", "text/plain", utf8("y"), "Idempotency-Key", "k"), "conflict", "");
        assertThat(JSON.readTree(call("GET", ada.files(), ada.token()).body()).path("items"))
                .hasSize(1);
    }

    /** What the requirement names, one row each: name, declared type, content, code, field's code. */
    static Stream<Object[]> hostile() throws Exception {
        byte[] html = utf8("<!doctype html><script>alert(1)</script>");
        byte[] script = utf8("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
        String type = "unsupported_media_type";
        return Stream.of(
                new Object[] {
                    "bomb.zip",
                    "application/zip",
                    zip("zeros", new byte[20 << 20]),
                    "payload_too_large",
                    "inflates_too_much"
                },
                new Object[] {"slip.zip", "application/zip", zip("../evil.sh", utf8("x")), type, "path"},
                new Object[] {
                    "nest.zip", "application/zip", zip("a.zip", zip("b", utf8("x"))), "payload_too_large", "nested"
                },
                new Object[] {"a.png", "image/png", joined(png(), zip("a.html", html)), type, "two_in_one"},
                new Object[] {"a.png", "image/png", joined(png(), html), type, "two_in_one"},
                new Object[] {"a.png", "image/png", html, type, "not_as_declared"},
                new Object[] {"a.txt", "text/plain", html, type, "active_content"},
                new Object[] {"a.svg", "image/svg+xml", script, type, "active_content"},
                new Object[] {"a.html", "text/html", html, type, ""},
                new Object[] {"a.bin", "application/octet-stream", png(), type, ""},
                new Object[] {"a.png", "image/png; x=y", png(), type, ""},
                new Object[] {"a.jpg", "image/jpeg", png(), type, "not_as_declared"},
                new Object[] {"a.png", "image/jpeg", png(), "invalid_request", "extension"},
                new Object[] {"a.pdf.exe", "application/pdf", utf8("%PDF-1.7\n%%EOF"), "invalid_request", "extension"},
                new Object[] {"a.php.png", "image/png", png(), "invalid_request", "double_extension"},
                new Object[] {"../a.png", "image/png", png(), "invalid_request", "path"},
                new Object[] {"/etc/a.png", "image/png", png(), "invalid_request", "path"},
                new Object[] {"C:\\a.png", "image/png", png(), "invalid_request", "path"},
                new Object[] {"a\0.png", "image/png", png(), "invalid_request", "invisible"},
                new Object[] {"a\r\nX: y.png", "image/png", png(), "invalid_request", "path"},
                new Object[] {"\u202egnp.png", "image/png", png(), "invalid_request", "invisible"},
                new Object[] {"nul.png", "image/png", png(), "invalid_request", "reserved"},
                new Object[] {"a.png.", "image/png", png(), "invalid_request", "invalid"},
                new Object[] {"x".repeat(300) + ".png", "image/png", png(), "invalid_request", "too_long"},
                new Object[] {"", "image/png", png(), "invalid_request", "required"},
                new Object[] {"a.txt", "text/plain", new byte[0], "invalid_request", "empty"},
                new Object[] {"a.txt", "text/plain", new byte[] {(byte) 0xff}, type, "not_utf8"},
                new Object[] {"a.txt", "text/plain; charset=utf-16", utf8("x"), type, ""},
                new Object[] {"a.txt", "text/plain", text(MAX + 1), "payload_too_large", "too_large"});
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostile_file_is_refused_in_words(String name, String type, byte[] bytes, String code, String fieldCode)
            throws Exception {
        Person ada = Person.create();
        assertRefused(upload(ada, name, type, bytes), code, fieldCode);
        assertThat(JSON.readTree(call("GET", ada.files(), ada.token()).body()).path("items"))
                .isEmpty();
    }

    @Test
    void body_without_a_length_is_cut_where_it_is_too_large() throws Exception {
        Person ada = Person.create();
        HttpRequest request = request(ada.files() + "?name=a.txt", ada.token())
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(text(MAX + 1))))
                .build();
        assertRefused(HTTP.send(request, HttpResponse.BodyHandlers.ofString()), "payload_too_large", "");
        HttpRequest fits = request(ada.files() + "?name=a.txt", ada.token())
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(text(MAX))))
                .build();
        stored(HTTP.send(fits, HttpResponse.BodyHandlers.ofString()));
    }

    /** Undertow says nothing more of an end that it found while it was asked for more. */
    @Test
    void body_without_a_length_arrives_wherever_it_is_split() throws Exception {
        byte[] body = utf8("5\r\nhello\r\n0\r\n\r\n");
        for (int split = 0; split <= body.length; split++) {
            Person ada = Person.create();
            try (Socket socket =
                    new Socket(URI.create(base).getHost(), URI.create(base).getPort())) {
                socket.setSoTimeout(30_000);
                OutputStream out = socket.getOutputStream();
                byte[] head = utf8(
                        "POST /api" + ada.files() + "?name=a.txt HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + ada.token()
                                + "\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
                byte[] first = Arrays.copyOf(head, head.length + split);
                System.arraycopy(body, 0, first, head.length, split);
                out.write(first);
                TimeUnit.MILLISECONDS.sleep(20);
                out.write(body, split, body.length - split);
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .as("split after %d bytes", split)
                        .isEqualTo("HTTP/1.1 201");
            }
        }
    }

    @Test
    void packed_body_is_refused() throws Exception {
        Person ada = Person.create();
        assertRefused(
                upload(ada, "a.txt", "text/plain", utf8("x"), "Content-Encoding", "gzip"),
                "unsupported_media_type",
                "");
    }

    private static List<Integer> atOnce(int count, Callable<HttpResponse<String>> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(count);
        try {
            List<Integer> statuses = new ArrayList<>();
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(work);
            }
            for (Future<HttpResponse<String>> future : pool.invokeAll(calls)) {
                statuses.add(future.get().statusCode());
            }
            return statuses;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void too_many_files_are_refused_exactly_when_fifty_come_at_once() throws Exception {
        Person ada = Person.create();
        List<Integer> statuses = atOnce(50, () -> upload(ada, "a.txt", "text/plain", utf8("x")));
        assertThat(statuses).containsOnly(201, 409);
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(PER_CHAT);
        assertRefused(upload(ada, "a.txt", "text/plain", utf8("x")), "quota_exceeded", "");
    }

    @Test
    void too_many_bytes_are_refused_exactly_when_they_come_at_once() throws Exception {
        Person ada = Person.create();
        byte[] megabyte = text(1 << 20);
        List<Integer> statuses = atOnce(20, () -> upload(ada, "a.txt", "text/plain", megabyte));
        assertThat(statuses).containsOnly(201, 409);
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(8);
    }

    private static List<Path> spooled() throws Exception {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(path -> path.toString().contains("uploads") && Files.isRegularFile(path))
                    .toList();
        }
    }

    /** Half of a body, then nothing more; answers what came back. */
    private static String half(Person person, boolean hangUp) throws Exception {
        URI uri = URI.create(base);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(utf8(
                    "POST /api" + person.files() + "?name=a.txt HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + person.token() + "\r\n" + (hangUp ? RecordingFilter.LEAVES + ": yes\r\n" : "")
                            + "Content-Type: text/plain\r\nContent-Length: 200000\r\n\r\n"));
            out.write(text(100_000));
            out.flush();
            if (hangUp) {
                return "";
            }
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(15), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void nothing_is_left_of_uploads_that_break_off() throws Exception {
        stop();
        start(container, Duration.ofSeconds(3));
        Person ada = Person.create();
        for (int i = 0; i < 5; i++) {
            half(ada, true);
        }
        assertThat(half(ada, false)).startsWith("HTTP/1.1 408");
        assertThat(spooled()).isEmpty();
        assertThat(JSON.readTree(call("GET", ada.files(), ada.token()).body()).path("items"))
                .isEmpty();
        stored(upload(ada, "a.txt", "text/plain", utf8("x"))); // their places are free again
        stop();
        start(container);
    }

    @Test
    void whoever_does_not_read_is_dropped_and_others_are_served() throws Exception {
        Person ada = Person.create();
        String id =
                stored(upload(ada, "a.txt", "text/plain", text(MAX))).path("id").asText();
        URI uri = URI.create(base);
        List<Socket> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                Socket socket = new Socket(uri.getHost(), uri.getPort());
                stuck.add(socket);
                socket.getOutputStream()
                        .write(utf8("GET /api" + ada.files() + "/" + id
                                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ada.token() + "\r\n\r\n"));
            }
            assertThat(call("GET", ada.files() + "/" + id, ada.token()).body()).hasSize(MAX);
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }
}
