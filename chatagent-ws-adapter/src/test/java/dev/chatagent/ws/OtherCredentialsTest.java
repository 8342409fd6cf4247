package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.wire.CloseCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody else's credentials on a connection that is somebody's, while things happen to both: it ends, and nothing of either is heard. */
@ParameterizedClass
@EnumSource(Container.class)
class OtherCredentialsTest {
    private static final int HEARD = 20;
    private static final String ID = "\"id\":\"other\"";

    /** What is shown. */
    enum Credentials {
        TOKEN,
        TICKET,
        API_KEY;

        private String command(String secret) {
            return "{" + ID + ",\"type\":\"auth\",\"" + (this == TICKET ? "ticket" : "token") + "\":\"" + secret
                    + "\"}";
        }

        private String of(WsServer server, TokenPair whom) {
            return switch (this) {
                case TOKEN -> whom.accessToken();
                case TICKET -> server.ticket(whom);
                case API_KEY -> server.apiKey(whom);
            };
        }
    }

    @Parameter
    private Container container;

    private final AtomicBoolean over = new AtomicBoolean();
    private WsServer server;
    private TokenPair ada;
    private TokenPair eve;
    private ChatSession chat;
    private CompletableFuture<Void> writing;

    @BeforeEach
    void start() throws Exception {
        server = new WsServer(container, settings -> settings.with(Settings.CONNECTIONS_PER_USER, 1)
                .with(Settings.PRESENCE, false)); // whose events come when they come
        ada = server.register("ada");
        eve = server.register("eve");
        Principal one = server.principal(ada);
        Principal other = server.principal(eve);
        chat = server.chat(one);
        ChatSession others = server.chat(other);
        writing = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; !over.get(); i++) {
                        server.runtime.chats().rename(one, chat.id(), "title " + i);
                        server.runtime.chats().rename(other, others.id(), "title " + i);
                        LockSupport.parkNanos(2_000_000);
                    }
                },
                // since JDK 25 the common pool has one thread on two processors, and the WebSocket's client waits for
                // it
                task -> new Thread(task, "writer").start());
    }

    @AfterEach
    void stop() throws Exception {
        over.set(true);
        writing.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
        server.close();
        assertThat(server.complaints()).isEmpty();
    }

    private RawSocket listening() throws IOException {
        RawSocket socket = RawSocket.as(server, ada.accessToken());
        socket.text("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\"}");
        for (int i = 0; i < HEARD; i++) {
            assertThat(socket.nextText()).doesNotContain("\"error\"");
        }
        return socket;
    }

    private List<RawSocket.Frame> toTheEnd(RawSocket socket) throws IOException {
        List<RawSocket.Frame> frames = new ArrayList<>();
        try {
            while (true) {
                RawSocket.Frame frame = socket.read();
                frames.add(frame);
                if (frame.opcode() == RawSocket.CLOSE) {
                    socket.frame(RawSocket.CLOSE, frame.payload());
                }
            }
        } catch (EOFException | SocketException e) {
            return frames;
        }
    }

    /** A close frame with that reason is the last of them, and all before is what ada's subscription tells. */
    private void assertRefused(List<RawSocket.Frame> frames) {
        RawSocket.Frame last = frames.get(frames.size() - 1);
        assertThat(last.opcode()).isEqualTo(RawSocket.CLOSE);
        assertThat(last.closeCode()).isEqualTo(CloseCode.REFUSED.code()).isBetween(4500, 4999);
        assertThat(new String(last.payload(), 2, last.payload().length - 2, StandardCharsets.UTF_8))
                .isEqualTo(CloseCode.REFUSED.reason());
        assertThat(frames.subList(0, frames.size() - 1)).allSatisfy(frame -> {
            assertThat(frame.opcode()).isEqualTo(RawSocket.TEXT);
            assertThat(frame.text()).contains(chat.id().toString()).doesNotContain(ID);
        });
    }

    @ParameterizedTest
    @EnumSource
    void they_end_it_and_nothing_is_heard_after(Credentials credentials) throws Exception {
        String secret = credentials.of(server, eve);
        try (RawSocket socket = listening()) {
            socket.text(credentials.command(secret));
            assertRefused(toTheEnd(socket));
        }
        try (WsClient again = server.connect(ada);
                WsClient other = server.connect(eve)) {
            again.ready(); // in the only place that each of them has
            other.ready();
        }
        if (credentials == Credentials.TICKET) {
            try (RawSocket late = new RawSocket(server.port(), "/ws?ticket=" + secret, List.of())) {
                assertThat(late.closeCode()).as("used up").isEqualTo(4501);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void they_do_not_take_over_what_has_expired(Credentials credentials) throws Exception {
        try (RawSocket socket = listening()) {
            server.clock.advance(Duration.ofMinutes(15));
            socket.text(credentials.command(credentials.of(server, server.login("eve"))));
            assertRefused(toTheEnd(socket));
        }
    }
}
