package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.containers.Container;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that never reach the adapter, or should not: what containers answer by themselves tells nothing and has our headers. */
@ParameterizedClass
@EnumSource(Container.class)
class ContainerErrorsTest {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final String LONG = "y".repeat(40_000);
    private static final List<String> TELLTALES = List.of(
            "jetty",
            "tomcat",
            "coyote",
            "apache",
            "undertow",
            "jboss",
            "java",
            "exception",
            "\tat ",
            "<html",
            "server:",
            "x-powered-by",
            "org.",
            "io.",
            "dev.chatagent");

    @TempDir
    private static Path home;

    private static Host host;

    @Parameter
    private Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        host = Host.start(container, home.resolve(container.name()), Duration.ofSeconds(20));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        host.close();
    }

    /** What is sent ({@code |} for a line's end) and whether it may be read as a good request, as RFC 9112 lets a server choose. */
    enum Shape {
        NO_METHOD("GARBAGE||", false),
        UNKNOWN_VERSION("GET /api/health/live HTTP/9.9|Host: a||", false),
        OLD_VERSION("GET /api/health/live HTTP/1.0||", true),
        NO_HOST("GET /api/health/live HTTP/1.1||", false),
        BAD_HOST("GET /api/health/live HTTP/1.1|Host: a b||", false),
        TWO_HOSTS("GET /api/health/live HTTP/1.1|Host: a|Host: b||", false),
        BAD_PORT("GET /api/health/live HTTP/1.1|Host: a:99999|Connection: close||", true),
        FOREIGN_URI("GET http://evil.example/api/health/live HTTP/1.1|Host: a|Connection: close||", true),
        NO_PATH("OPTIONS * HTTP/1.1|Host: a|Connection: close||", false),
        UNKNOWN_METHOD("BREW /api/health/live HTTP/1.1|Host: a|Connection: close||", false),
        TRACE("TRACE /api/health/live HTTP/1.1|Host: a|X-Secret: canary|Connection: close||", false),
        TRACE_OF_NOTHING("TRACE /nothing HTTP/1.1|Host: a|X-Secret: canary|Connection: close||", false),
        LONG_HEADER("GET /api/health/live HTTP/1.1|Host: a|X: " + LONG + "||", false),
        LONG_URI("GET /api/" + LONG + " HTTP/1.1|Host: a||", false),
        NUL_IN_HEADER("GET /api/health/live HTTP/1.1|Host: a|X\0: 1||", false),
        FOLDED_HEADER("GET /api/health/live HTTP/1.1|Host: a|X: 1| 2|Connection: close||", true),
        BARE_LINE_FEEDS("GET /api/health/live HTTP/1.1\nHost: a\nConnection: close\n\n", true),
        TWO_LENGTHS("POST /api/auth/login HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 4||1234", false),
        NEGATIVE_LENGTH("POST /api/auth/login HTTP/1.1|Host: a|Content-Length: -1||", false),
        LENGTH_AND_CHUNKS(
                "POST /api/auth/login HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||", false),
        UNKNOWN_CODING("POST /api/auth/login HTTP/1.1|Host: a|Transfer-Encoding: xchunked||0||", false),
        SPACE_BEFORE_COLON("POST /api/auth/login HTTP/1.1|Host: a|Transfer-Encoding : chunked||0||", false),
        BAD_CHUNK(
                "POST /api/auth/login HTTP/1.1|Host: a|Content-Type: application/json|Transfer-Encoding: chunked||zz||",
                false),
        ENCODED_SLASH("GET /api/health%2Flive HTTP/1.1|Host: a|Connection: close||", false),
        ENCODED_BACKSLASH("GET /api/health%5clive HTTP/1.1|Host: a|Connection: close||", false),
        PATH_PARAMETER("GET /api/health;v=1/live HTTP/1.1|Host: a|Connection: close||", false),
        DOTS("GET /api/health/x/../live HTTP/1.1|Host: a|Connection: close||", false),
        EMPTY_SEGMENT("GET /api//health/live HTTP/1.1|Host: a|Connection: close||", false),
        NUL_IN_PATH("GET /api/health/live%00 HTTP/1.1|Host: a|Connection: close||", false),
        NO_UTF_8("GET /api/%ff HTTP/1.1|Host: a|Connection: close||", false),
        NOTHING("GET /nothing/here HTTP/1.1|Host: a|Connection: close||", false);

        private final String request;
        private final boolean mayPass;

        Shape(String request, boolean mayPass) {
            this.request = request;
            this.mayPass = mayPass;
        }

        byte[] bytes() {
            return request.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static String send(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.shutdownOutput();
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                assertThat(answer.size()).as("reset before an answer").isPositive();
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void answer_has_our_headers_and_tells_nothing(Shape shape) throws Exception {
        String answer = send(shape.bytes());
        if (container == Container.UNDERTOW && shape == Shape.UNKNOWN_CODING) {
            assertThat(answer).as("closed without a word").isEmpty();
            return;
        }
        if (container == Container.TOMCAT && shape == Shape.NO_PATH) {
            assertThat(answer)
                    .as("ahead of every valve; nothing but methods")
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Length: 0");
            return;
        }
        int status = Integer.parseInt(answer.substring(9, 12));
        if (shape.mayPass) {
            assertThat(status).as(answer).isIn(200, 400);
        } else {
            assertThat(status).as(answer).isIn(400, 403, 404, 405, 408, 414, 415, 431, 501, 505);
        }
        String lower = answer.toLowerCase(Locale.ROOT);
        assertThat(lower).doesNotContain(TELLTALES).doesNotContain("canary");
        assertThat(answer.split("HTTP/1\\.", -1)).as("one answer").hasSize(2);
        if (container == Container.UNDERTOW && lower.contains("\r\ncontent-length: 0\r\n")) {
            assertThat(lower).as("nothing else can be said there").contains("connection: close");
        } else {
            assertThat(RawAnswer.HEADERS).allSatisfy(header -> assertThat(lower).contains("\r\n" + header + ": "));
        }
    }
}
