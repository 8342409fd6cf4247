package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths as nobody writes them who means well, to the adapter's reader of paths on every container. The seed is in each failure. */
class PathTricksTest {
    private static final int ROUNDS = 400;
    private static final String MARK = "path=";
    private static final List<String> SEGMENTS = List.of(
            "health",
            "live",
            "admin",
            "users",
            "chat",
            "a",
            "0e8dfa1c-4cf3-4a3c-8d3c-5d8f0f4d6b21",
            "...",
            "a..b",
            ".well-known",
            "~x");
    private static final List<String> TRICKS = List.of(
            "/",
            "//",
            "/./",
            "/../",
            "/.",
            "/..",
            "/x/../",
            "/%2e/",
            "/%2e%2e/",
            "/.%2e/",
            "%2f",
            "%2F",
            "%5c",
            "%252f",
            "%00",
            ";",
            ";a=b",
            ";/",
            "/..;/",
            "/.;/",
            "%3b",
            "%61",
            "%41pi",
            "%c0%af",
            "%",
            "%zz",
            "?",
            "%3f",
            "#",
            "%23",
            "%20",
            "+",
            "~",
            ":",
            "@",
            "!",
            "*");

    /** Tells what the adapter would make of it. */
    private static final class Teller extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().write((MARK + PlainPath.of(request)).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final Map<Container, Served> SERVERS = new EnumMap<>(Container.class);

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeAll
    static void start() throws Exception {
        for (Container container : Container.values()) {
            SERVERS.put(container, container.serve(Application.of("/api/*", new Teller())));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (Served server : SERVERS.values()) {
            server.close();
        }
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String plain() {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            path.append('/').append(any(SEGMENTS));
        }
        return path.toString();
    }

    private String tricky() {
        StringBuilder target = new StringBuilder("/api").append(plain());
        for (int i = random.nextInt(3); i >= 0; i--) {
            String trick = any(TRICKS);
            int at = random.nextInt(target.length() + 1);
            int slash = target.indexOf("/", at);
            target.insert(random.nextBoolean() && slash >= 0 ? slash : at, trick);
        }
        String text = target.toString().replace(' ', '+');
        return text.startsWith("/") ? text : "/" + text;
    }

    /** What the adapter reads there; empty where the container answers by itself or the path leads nowhere. */
    private static Optional<String> read(Container container, String target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(),
                    Objects.requireNonNull(SERVERS.get(container)).port()));
            socket.setSoTimeout(30_000);
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int from = answer.indexOf(MARK);
            String path = from < 0
                    ? ""
                    : answer.substring(from + MARK.length()).lines().findFirst().orElse("");
            return Optional.of(path).filter(text -> !text.isEmpty());
        }
    }

    /** As RFC 3986 (sections 2 and 5.2.4) and the containers' rules have it: nothing encoded, no parameters, no dots, no empty segments. */
    private static String normal(String path) {
        Deque<String> segments = new ArrayDeque<>();
        String decoded = path.contains("%") ? path.replaceAll("%2[eE]", ".").replaceAll("%[0-9a-fA-F]{2}", "x") : path;
        for (String segment : decoded.split("/", -1)) {
            String name = segment.replaceFirst(";.*", "");
            if (name.equals("..")) {
                segments.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                segments.addLast(name);
            }
        }
        return "/" + String.join("/", segments) + (decoded.endsWith("/") && !segments.isEmpty() ? "/" : "");
    }

    @Test
    void whatever_is_read_as_a_path_is_what_was_sent_on_every_container() throws IOException {
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String target = tricky();
            String sent = target.split("[?#]", 2)[0];
            for (Container container : Container.values()) {
                Optional<String> path = read(container, target);
                if (path.isPresent()) {
                    read++;
                    assertThat("/api" + path.get())
                            .as("-Dchatagent.seed=%d, round %d, %s, %s", seed, i, container, target)
                            .isEqualTo(sent)
                            .isEqualTo(normal(sent))
                            .matches("(/[A-Za-z0-9._~-]+)+/?");
                }
            }
        }
        assertThat(read).as("-Dchatagent.seed=%d", seed).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%61pi/health/live",
                "/api;a=b/health/live",
                "/;a=b/api/health/live",
                "/./api/health/live",
                "/x/../api/health/live",
                "//api/health/live",
                "/api/./health/live",
                "/api//health/live",
                "/api/health/live/.",
                "/api/health/live/..",
                "/api/health/./live",
                "/api/health;a=b/live",
                "/api/he%61lth/live"
            })
    void what_is_not_written_plainly_leads_nowhere(String target) throws IOException {
        for (Container container : Container.values()) {
            assertThat(read(container, target)).as("%s", container).isEmpty();
        }
    }

    @Test
    void plain_paths_are_read_on_every_container() throws IOException {
        for (int i = 0; i < ROUNDS / 8; i++) {
            String path = plain();
            for (Container container : Container.values()) {
                assertThat(read(container, "/api" + path + (random.nextBoolean() ? "" : "?a=/../%2e")))
                        .as("-Dchatagent.seed=%d, round %d, %s, %s", seed, i, container, path)
                        .contains(path);
            }
        }
    }
}
