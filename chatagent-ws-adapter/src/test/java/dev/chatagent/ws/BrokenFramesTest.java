package dev.chatagent.ws;

import static dev.chatagent.ws.Frames.CONTINUATION;
import static dev.chatagent.ws.Frames.FIN;
import static dev.chatagent.ws.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.config.Settings;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.testkit.Eventually;
import dev.chatagent.wire.CloseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames as no client may send them: all containers end the connection with the same word. */
@ParameterizedClass
@EnumSource(Container.class)
class BrokenFramesTest {
    private static final int MAX = 64 * 1024;
    private static final byte[] NONE = {};

    @Parameter
    Container container;

    private static WsServer server;
    private static TokenPair ada;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        server = new WsServer(container);
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

    private static RawSocket socket() throws Exception {
        RawSocket socket = RawSocket.as(server, ada.accessToken());
        assertThat(socket.nextText()).contains("\"ready\"");
        return socket;
    }

    /** Tomcat cuts the connection when it ends it with bytes unread, and the system may throw its last word away. */
    private void assertEnd(RawSocket socket, int code, String what) throws Exception {
        int got = socket.closeCode();
        if (container != Container.TOMCAT || got != RawSocket.CUT) {
            assertThat(got).as(what).isEqualTo(code);
        }
    }

    @Test
    void broken_frame_ends_the_connection_with_the_code_of_the_rfc() throws Exception {
        for (BrokenFrames broken : BrokenFrames.all()) {
            try (RawSocket socket = socket()) {
                send(socket, broken.bytes());
                assertEnd(socket, broken.code(), broken.name());
            }
        }
    }

    /**
     * RFC 6455, section 5.2: the highest bit of a length must be 0. Undertow reads it as a negative length, throws and reads no further, so
     * that the heartbeat has to end the connection.
     */
    @Test
    void length_that_cannot_be_ends_the_connection_with_the_heartbeat_at_the_latest() throws Exception {
        try (WsServer impatient =
                new WsServer(container, settings -> settings.with(Settings.HEARTBEAT, Duration.ofSeconds(1)))) {
            TokenPair eve = impatient.register("eve");
            for (long length : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 3, Long.MIN_VALUE + (1 << 16), -1}) {
                try (RawSocket socket = RawSocket.as(impatient, eve.accessToken())) {
                    send(socket, Frames.of(Frames.FIN | RawSocket.TEXT, true, 127, length, new byte[100]));
                    assertThat(socket.closeCode())
                            .as("said to have %d bytes", length)
                            .isIn(1002, 1009, CloseCode.HEARTBEAT_LOST.code(), RawSocket.CUT);
                }
            }
            Eventually.until("all connections are gone", () -> impatient.connections() == 0);
            assertThat(impatient.complaints())
                    .allMatch(complaint -> container == Container.UNDERTOW && WsServer.negativeLength(complaint));
        }
        server.log.forgetComplaints(); // it has read the same log
    }

    /** Whoever says no more in the middle of a frame is not waited for, by whichever clock. */
    @Test
    void strangers_who_leave_within_a_frame_do_not_stay() throws Exception {
        List<RawSocket> strangers = new ArrayList<>();
        for (byte[] beginning : List.of(
                BrokenFrames.bytes(0x88, 0x04, 0x81),
                BrokenFrames.bytes(0x88, 0x85, 0, 0, 0, 0, 0xd9),
                BrokenFrames.bytes(0x81, 0x85, 0, 0))) {
            RawSocket socket = new RawSocket(server.port(), "/ws", List.of());
            strangers.add(socket);
            socket.bytes(beginning);
            socket.finish();
        }
        for (RawSocket socket : strangers) {
            socket.closeCode(); // whichever, but not never
            socket.close();
        }
        Eventually.until("all connections are gone", () -> server.connections() == 0);
    }

    /** The server may have gone in the middle of it. */
    private static void send(RawSocket socket, byte[] bytes) {
        try {
            socket.bytes(bytes);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("Broken pipe|Connection reset.*");
        }
    }

    @Test
    void wrong_end_is_answered_and_never_with_what_it_said() throws Exception {
        byte[] noText = BrokenFrames.bytes(0xc3, 0x28);
        try (RawSocket socket = socket()) {
            socket.bytes(Frames.of(FIN | RawSocket.CLOSE, Frames.reason(1000, noText)));
            assertThat(socket.closeCode()).isIn(container == Container.TOMCAT ? List.of(1002, 1006) : List.of(1007));
        }
        try (RawSocket socket = socket()) {
            socket.bytes(Frames.of(FIN | RawSocket.CLOSE, NONE));
            assertThat(socket.closeCode()).isIn(1000, RawSocket.NO_CODE);
        }
    }

    @Test
    void message_of_64_kib_may_come_in_pieces_with_pings_between() throws Exception {
        String ping = "{\"id\":\"pieces\",\"type\":\"ping\"}";
        try (RawSocket socket = socket()) {
            List<byte[]> frames = new ArrayList<>();
            frames.add(Frames.of(TEXT, ping));
            for (int i = ping.length(); i < MAX; i++) {
                frames.add(Frames.of(CONTINUATION, " "));
                if (i % 1_000 == 0) {
                    frames.add(Frames.of(FIN | RawSocket.PING, "still here"));
                }
            }
            frames.add(Frames.of(FIN | CONTINUATION, NONE));
            socket.bytes(Frames.all(frames.toArray(byte[][]::new)));
            assertThat(socket.nextText()).contains("\"pieces\"", "\"ok\"");
        }
    }

    @Test
    void byte_more_in_pieces_is_too_much() throws Exception {
        try (RawSocket socket = socket()) {
            socket.bytes(Frames.all(Frames.of(TEXT, new byte[MAX - 1]), Frames.of(FIN | CONTINUATION, new byte[2])));
            assertEnd(socket, 1009, "64 KiB and a byte");
        }
    }

    @Test
    void message_without_end_is_too_much() throws Exception {
        try (RawSocket socket = socket()) {
            byte[] piece = Frames.of(CONTINUATION, new byte[1_000]);
            socket.bytes(Frames.of(TEXT, NONE));
            for (int i = 0; i < 1_000; i++) {
                send(socket, piece);
            }
            assertEnd(socket, 1009, "a million bytes and no end");
        }
    }
}
