package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.wire.CloseCode;
import jakarta.servlet.ServletRequestListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect: foreign ones are refused ahead of the upgrade, with good credentials as well. */
@ParameterizedClass
@EnumSource(Container.class)
class CrossSiteTest {
    private static final String PUBLIC = "https://chat.example.org";
    private static final String ALLOWED = "https://shop.example.com";

    @Parameter
    Container container;

    private static WsServer server;
    private static TokenPair ada;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        server = new WsServer(container, settings -> settings.with(Settings.PUBLIC_URL, PUBLIC)
                .with(Settings.CORS_ORIGINS, ALLOWED));
        ada = server.register("ada");
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothing_is_complained_about() {
        assertThat(server.complaints()).isEmpty();
    }

    /** Each origin a header of its own; PORT is the server's. */
    private static RawSocket handshake(WsServer server, TokenPair who, Stream<String> origins, String... more)
            throws Exception {
        List<String> headers = new ArrayList<>(List.of(more));
        headers.add("Authorization: Bearer " + who.accessToken());
        origins.map(origin -> "Origin: " + origin.replace("PORT", "" + server.port()))
                .forEach(headers::add);
        return new RawSocket(server.port(), "/ws", headers);
    }

    /** Undertow does as if nothing was there. */
    private void refused(RawSocket socket) {
        assertThat(socket.answer())
                .startsWith("HTTP/1.1 " + (container == Container.UNDERTOW ? 404 : 403) + " ")
                .doesNotContainIgnoringCase("Sec-WebSocket-Accept")
                .doesNotContain(ada.accessToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "",
                "*",
                "::",
                "http://127.0.0.1",
                "http://127.0.0.1.evil.example",
                "https://127.0.0.1",
                "https://127.0.0.1:PORT1",
                "https://127.0.0.1.evil.example:PORT",
                "https://evil.example#127.0.0.1:PORT",
                "https://evil.example/127.0.0.1:PORT",
                "https://127.0.0.1:PORT@evil.example",
                "https://evil.example\\@127.0.0.1:PORT",
                "https://localhost:PORT",
                "http://chat.example.org",
                "https://chat.example.org.",
                "https://chat.example.org:8443",
                "https://evil.chat.example.org",
                "https://chat.example.org.evil.example",
                "http://shop.example.com",
                "https://evil-shop.example.com",
                "file://",
                "file://127.0.0.1:PORT",
                "chrome-extension://chat.example.org",
                "127.0.0.1:PORT"
            })
    void foreign_page_is_refused_ahead_of_the_upgrade(String origin) throws Exception {
        try (RawSocket socket = handshake(server, ada, Stream.of(origin))) {
            refused(socket);
        }
    }

    @Test
    void two_origins_are_none() throws Exception {
        try (RawSocket socket = handshake(server, ada, Stream.of(PUBLIC, "https://evil.example"))) {
            refused(socket);
        }
        try (RawSocket socket = handshake(server, ada, Stream.of(PUBLIC + " https://evil.example"))) {
            refused(socket);
        }
    }

    /** Whoever names a host that is not ours reaches its pages' rights at most: another name of this machine, say. */
    @Test
    void page_of_the_host_that_was_asked_may_connect_and_no_other() throws Exception {
        try (RawSocket socket =
                handshake(server, ada, Stream.of("https://alias.example.net"), "Host: alias.example.net")) {
            assertThat(socket.nextText()).contains("\"ready\"");
        }
        try (RawSocket socket =
                handshake(server, ada, Stream.of("https://127.0.0.1:PORT"), "Host: alias.example.net")) {
            refused(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:PORT", PUBLIC, "https://CHAT.example.org", ALLOWED})
    void page_of_ours_may_connect(String origin) throws Exception {
        try (RawSocket socket = handshake(server, ada, Stream.of(origin))) {
            assertThat(socket.answer()).startsWith("HTTP/1.1 101 ");
            assertThat(socket.nextText()).contains("\"ready\"");
        }
    }

    @Test
    void program_without_a_page_may_connect() throws Exception {
        try (RawSocket socket = handshake(server, ada, Stream.of())) {
            assertThat(socket.nextText()).contains("\"ready\"");
        }
    }

    /** What one request says must not count for the next one on the same thread. */
    @Test
    void refusal_is_forgotten_with_its_request() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (RawSocket socket = handshake(server, ada, Stream.of("https://evil.example"))) {
                refused(socket);
            }
            try (RawSocket socket = handshake(server, ada, Stream.of())) {
                assertThat(socket.answer()).startsWith("HTTP/1.1 101 ");
            }
        }
    }

    @Test
    void without_the_guard_a_foreign_page_is_sent_away_at_once() throws Exception {
        try (WsServer unguarded =
                new WsServer(container, settings -> settings, runtime -> new ServletRequestListener() {})) {
            TokenPair bob = unguarded.register("bob");
            try (RawSocket socket = handshake(unguarded, bob, Stream.of("https://evil.example"))) {
                assertThat(socket.closeCode()).isEqualTo(CloseCode.CROSS_SITE.code());
            }
            try (RawSocket socket = handshake(unguarded, bob, Stream.of("http://127.0.0.1:PORT"))) {
                assertThat(socket.nextText()).contains("\"ready\"");
            }
        }
    }
}
