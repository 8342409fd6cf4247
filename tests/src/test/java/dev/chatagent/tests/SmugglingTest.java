package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.containers.Container;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests in whose body or head another one hides (RFC 9112, sections 2.2, 5, 6.3, 7.1 and 11.2): a proxy may have seen one, so
 * one is answered, and the hidden one is not.
 */
@ParameterizedClass
@EnumSource(Container.class)
class SmugglingTest {
    private static final String HIDDEN = "GET /api/health/live HTTP/1.1|Host: a||";
    private static final String POST = "POST /api/auth/login HTTP/1.1|Host: a|Content-Type: application/json|";
    private static final String GET = "GET /api/health/live HTTP/1.1|Host: a|";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked||";
    private static final int LENGTH = HIDDEN.replace("|", "\r\n").length();
    private static final String LONG = "z".repeat(100_000);
    private static final Pattern INSIDES =
            Pattern.compile("(?i)jetty|tomcat|undertow|exception|\\tat |<html|\r\n(server|x-powered-by):");

    @TempDir
    private static Path home;

    private static Host host;

    @Parameter
    private Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        host = Host.start(container, home.resolve(container.name()), Duration.ofSeconds(5));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        host.close();
    }

    /** What is sent, with {@code |} for a line's end. */
    enum Shape {
        LENGTH_BEFORE_CHUNKS(POST + "Content-Length: " + (LENGTH + 5) + "|Transfer-Encoding: chunked||0||" + HIDDEN),
        CHUNKS_BEFORE_LENGTH(POST + "Transfer-Encoding: chunked|Content-Length: 4||" + Integer.toHexString(LENGTH) + "|"
                + HIDDEN + "|0||"),
        CHUNKED_THEN_IDENTITY(coding("chunked|Transfer-Encoding: identity")),
        IDENTITY_THEN_CHUNKED(coding("identity, chunked")),
        CHUNKED_COMMA_IDENTITY(coding("chunked, identity")),
        CHUNKED_TWICE(coding("chunked, chunked")),
        CHUNKED_IN_CAPITALS(coding("CHUNKED")),
        CHUNKED_AFTER_TAB(coding("\tchunked")),
        CHUNKED_AFTER_VERTICAL_TAB(coding("\u000bchunked")),
        CHUNKED_QUOTED(coding("\"chunked\"")),
        CHUNKED_WITH_PARAMETER(coding("chunked;q=1")),
        CHUNKED_FOLDED(coding("| chunked")),
        CHUNKED_BEHIND_LINE_FEED(
                POST + "X: a\nTransfer-Encoding: chunked|Content-Length: " + (LENGTH + 5) + "||0||" + HIDDEN),
        CHUNKED_BEHIND_CARRIAGE_RETURN(
                POST + "X: a\rTransfer-Encoding: chunked|Content-Length: " + (LENGTH + 5) + "||0||" + HIDDEN),
        UNDERSCORE_CODING(POST + "Transfer_Encoding: chunked|Content-Length: " + (LENGTH + 5) + "||0||" + HIDDEN),
        OLD_VERSION_CHUNKED(POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked||0||" + HIDDEN),
        SAME_LENGTH_TWICE(POST + "Content-Length: 2|Content-Length: 2|Connection: close||{}" + HIDDEN),
        LENGTH_LIST(length("2, 2")),
        LENGTH_LIST_OF_TWO(length("2, 60")),
        LENGTH_WITH_PLUS(length("+2")),
        LENGTH_IN_HEX(length("0x2")),
        LENGTH_WITH_SPACE(length("2 2")),
        LENGTH_WITH_POINT(length("2.0")),
        LENGTH_OF_OTHER_DIGITS(length("\u00b2")),
        LENGTH_TOO_LARGE(length("99999999999999999999")),
        LENGTH_OF_LONG(length("9223372036854775807")),
        LENGTH_NEGATIVE_ZERO(length("-0")),
        LENGTH_EMPTY(length("")),
        LENGTH_NAME_WITH_TAB(POST + "Content-Length\t: 2||{}" + HIDDEN),
        GET_WITH_BODY(GET + "Content-Length: " + LENGTH + "|Connection: close||" + HIDDEN),
        GET_WITH_CHUNKS(GET + "Transfer-Encoding: chunked|Connection: close||" + Integer.toHexString(LENGTH) + "|"
                + HIDDEN + "|0||"),
        AFTER_CLOSE(GET + "Connection: close||" + HIDDEN),
        CHUNK_SIZE_PLUS(CHUNKED + "+2|{}|0||"),
        CHUNK_SIZE_MINUS(CHUNKED + "-2|{}|0||"),
        CHUNK_SIZE_PREFIX(CHUNKED + "0x2|{}|0||"),
        CHUNK_SIZE_EMPTY(CHUNKED + "|{}|0||"),
        CHUNK_SIZE_SPACE(CHUNKED + "2 |{}|0||"),
        CHUNK_SIZE_OVERFLOW(CHUNKED + "fffffffffffffffff|{}|0||"),
        CHUNK_SIZE_NEGATIVE_INT(CHUNKED + "80000002|{}|0||"),
        CHUNK_SIZE_WRAPS(CHUNKED + "100000002|{}|0||" + HIDDEN),
        CHUNK_TOO_LONG(CHUNKED + "2|{}" + HIDDEN + "|0||"),
        CHUNK_EXTENSION(CHUNKED + "2;a=b;c=\"d\"|{}|0;e||"),
        CHUNK_EXTENSION_LONG(CHUNKED + "2;" + LONG + "|{}|0||"),
        CHUNK_EXTENSION_LINE_FEED(CHUNKED + "2;a\n{}|0||"),
        CHUNK_EXTENSION_HIDES(CHUNKED + "0;\n|" + HIDDEN),
        CHUNK_LINE_FEEDS(CHUNKED + "2\n{}\n0\n\n"),
        CHUNK_CARRIAGE_RETURNS(CHUNKED + "2\r{}\r0\r\r"),
        LAST_CHUNK_WITHOUT_END(CHUNKED + "2|{}|0|" + HIDDEN),
        TRAILERS_THAT_COUNT(
                CHUNKED + "2|{}|0|Content-Length: 60|Transfer-Encoding: x|Authorization: Bearer x|Host: b||"),
        TRAILERS_LONG(CHUNKED + "2|{}|0|X: " + LONG + "||"),
        TRAILERS_MANY(CHUNKED + "2|{}|0|" + "X: y|".repeat(5_000) + "|"),
        NO_COLON(GET + "nocolon|Connection: close||"),
        NO_NAME(GET + ": x|Connection: close||"),
        SPACE_IN_NAME(GET + "X y: z|Connection: close||"),
        FIRST_LINE_FOLDED("GET /api/health/live HTTP/1.1| X: y|Host: a|Connection: close||"),
        NUL_IN_VALUE(GET + "X: a\0b|Connection: close||"),
        ONLY_CARRIAGE_RETURNS("GET /api/health/live HTTP/1.1\rHost: a\r\r"),
        MANY_HEADERS(GET + "X: y|".repeat(3_000) + "Connection: close||"),
        EMPTY_LINES_FIRST("||||" + GET + "Connection: close||"),
        SPACE_FIRST(" " + GET + "Connection: close||"),
        TWO_SPACES("GET  /api/health/live HTTP/1.1|Host: a|Connection: close||"),
        TABS("GET\t/api/health/live\tHTTP/1.1|Host: a|Connection: close||"),
        LOWER_CASE_VERSION("GET /api/health/live http/1.1|Host: a|Connection: close||"),
        LONG_VERSION("GET /api/health/live HTTP/01.1|Host: a|Connection: close||"),
        HTTP_0_9("GET /api/health/live|"),
        HTTP_2("PRI * HTTP/2.0||SM||"),
        TLS("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003" + "\u00aa".repeat(200)),
        CONNECT("CONNECT evil.example:443 HTTP/1.1|Host: evil.example:443|Connection: close||"),
        USER_IN_URI("GET http://a@b/api/health/live HTTP/1.1|Host: b|Connection: close||"),
        EMPTY_HOST("GET /api/health/live HTTP/1.1|Host:|Connection: close||"),
        HOST_WITH_PATH("GET /api/health/live HTTP/1.1|Host: a/b|Connection: close||"),
        HOST_LIST("GET /api/health/live HTTP/1.1|Host: a, b|Connection: close||"),
        UNKNOWN_EXPECTATION(POST + "Expect: wonders|Content-Length: 2|Connection: close||{}"),
        UPGRADE_TO_HTTP_2(GET + "Connection: Upgrade, HTTP2-Settings, close|Upgrade: h2c|HTTP2-Settings: AAMAAABk||"),
        PATH_WITH_SPACE("GET /api/health/live /x HTTP/1.1|Host: a|Connection: close||"),
        PATH_WITH_HIGH_BYTES("GET /api/health/live\u00e9\u00ff HTTP/1.1|Host: a|Connection: close||"),
        FRAGMENT("GET /api/health/live#x HTTP/1.1|Host: a|Connection: close||"),
        COOKIE_OF_OTHER_BYTES(GET + "Cookie: chatagent-device=\u00e9|Connection: close||"),
        COOKIE_OF_OTHER_BYTES_TO_A_LOGIN(
                POST + "Cookie: chatagent-device=\u00e9|Content-Length: 2|Connection: close||{}"),
        CUT_HEAD("GET /api/health/live HTTP/1.1|Host: a|X: y"),
        CUT_BODY(POST + "Content-Length: 10||{"),
        CUT_CHUNK(CHUNKED + "a|{");

        private final String request;

        Shape(String request) {
            this.request = request;
        }

        private static String coding(String value) {
            return POST + "Transfer-Encoding: " + value + "|Content-Length: " + (LENGTH + 5) + "||0||" + HIDDEN;
        }

        private static String length(String value) {
            return POST + "Content-Length: " + value + "||{}" + HIDDEN;
        }

        byte[] bytes() {
            return request.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void one_request_is_answered_once_and_nothing_that_hides_in_it(Shape shape) throws Exception {
        RawAnswer answer = RawAnswer.to(host.port(), shape.bytes(), true);
        if (answer.isEmpty()) {
            return; // closed without a word, which RFC 9112 leaves to a server
        }
        if (container == Container.TOMCAT && (shape == Shape.HTTP_0_9 || shape == Shape.TLS)) {
            assertThat(answer.text())
                    .as("a body alone, as HTTP/0.9 has it")
                    .startsWith("{")
                    .doesNotContain("HTTP/");
            return;
        }
        assertThat(answer.count()).as(answer.text()).isEqualTo(1);
        boolean post = shape.request.startsWith("POST");
        assertThat(answer.status())
                .as(answer.text())
                .satisfies(status -> assertThat(status).isBetween(post ? 400 : 200, 505))
                .isNotIn(500, 502, 503, 504);
        assertThat(INSIDES.matcher(answer.text()).find()).as(answer.text()).isFalse();
        String lower = answer.text().toLowerCase(Locale.ROOT);
        if (container == Container.UNDERTOW && lower.contains("\r\ncontent-length: 0\r\n")) {
            assertThat(lower).as("nothing else can be said there").contains("connection: close");
        } else {
            assertThat(answer.missing()).as(answer.text()).isEmpty();
        }
    }

    /** Otherwise nothing would be found above. */
    @Test
    void two_good_requests_are_answered_twice() throws Exception {
        byte[] two = (HIDDEN + HIDDEN).replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        RawAnswer answer = RawAnswer.to(host.port(), two, true);
        assertThat(answer.count()).isEqualTo(2);
        assertThat(List.of(answer.status())).containsExactly(200);
    }
}
