package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.wire.CloseCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many at the door at once. */
@ParameterizedClass
@EnumSource(Container.class)
class CrowdTest {
    private static final int SOME = 150;
    private static final int MANY = 1_000;
    private static final int THREADS = 16;
    private static final int PLACES = 10;

    @Parameter
    private Container container;

    private WsServer server;
    private TokenPair ada;
    private final List<RawSocket> sockets = new ArrayList<>();

    /** What each does once all are there. */
    private interface Step {
        void go(RawSocket socket) throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        server = new WsServer(container);
        ada = server.register("ada");
    }

    @AfterEach
    void stop() throws Exception {
        for (RawSocket socket : sockets) {
            socket.close();
        }
        server.close();
        assertThat(server.complaints()).isEmpty();
    }

    @Test
    void handshakes_of_one_user_fill_exactly_the_places() throws Exception {
        handshakes(SOME);
    }

    @Tag("long")
    @Test
    void thousand_handshakes_of_one_user_fill_exactly_the_places() throws Exception {
        handshakes(MANY);
    }

    private void handshakes(int count) throws Exception {
        dial(count, "/ws", List.of("Authorization: Bearer " + ada.accessToken()));
        atOnce(RawSocket::handshake);
        assertThat(admitted(CloseCode.TOO_MANY_CONNECTIONS.code())).isEqualTo(PLACES);
    }

    @Test
    void first_messages_of_one_user_fill_exactly_the_places() throws Exception {
        firstMessages(SOME);
    }

    @Tag("long")
    @Test
    void thousand_first_messages_of_one_user_fill_exactly_the_places() throws Exception {
        firstMessages(MANY);
    }

    private void firstMessages(int count) throws Exception {
        dial(count, "/ws", List.of());
        atOnce(RawSocket::handshake);
        atOnce(socket -> socket.text("{\"id\":\"1\",\"type\":\"auth\",\"token\":\"" + ada.accessToken() + "\"}"));
        assertThat(admitted(CloseCode.TOO_MANY_CONNECTIONS.code())).isEqualTo(PLACES);
    }

    @Test
    void ticket_lets_one_in() throws Exception {
        ticket(SOME);
    }

    @Tag("long")
    @Test
    void ticket_lets_one_of_a_thousand_in() throws Exception {
        ticket(MANY);
    }

    private void ticket(int count) throws Exception {
        dial(count, "/ws?ticket=" + server.ticket(ada), List.of());
        atOnce(RawSocket::handshake);
        assertThat(admitted(4501)).isOne();
    }

    private void dial(int count, String path, List<String> headers) throws IOException {
        for (int i = 0; i < count; i++) {
            sockets.add(RawSocket.dial(server.port(), path, headers));
        }
    }

    private void atOnce(Step step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch all = new CountDownLatch(THREADS);
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i;
                parts.add(threads.submit(() -> {
                    all.countDown();
                    all.await();
                    for (int n = first; n < sockets.size(); n += THREADS) {
                        step.go(sockets.get(n));
                    }
                    return first;
                }));
            }
            for (Future<?> part : parts) {
                part.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int admitted(int refusal) throws IOException {
        int in = 0;
        for (RawSocket socket : sockets) {
            Optional<RawSocket.Frame> first = first(socket);
            if (first.isPresent() && first.get().opcode() == RawSocket.TEXT) {
                assertThat(first.get().text()).containsAnyOf("\"ready\"", "\"ok\"");
                in++;
            } else {
                first.ifPresent(close -> assertThat(close.closeCode()).isEqualTo(refusal));
            }
        }
        System.out.printf("CrowdTest: %s, %d of %d came in%n", container, in, sockets.size());
        return in;
    }

    /** Tomcat waits for two seconds until its last word is taken, and then ends without it. */
    private Optional<RawSocket.Frame> first(RawSocket socket) throws IOException {
        try {
            return Optional.of(socket.read());
        } catch (EOFException | SocketException e) {
            assertThat(container).as("%s", e).isEqualTo(Container.TOMCAT);
            return Optional.empty();
        }
    }
}
