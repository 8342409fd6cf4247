package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.testkit.Eventually;
import dev.chatagent.wire.CloseCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody who only listens, while events come without a pause: when the last one is heard after the login has ended. */
class SilentListenerTest {
    private static final Duration AFTER_REVOCATION = Duration.ofSeconds(1);
    private static final Duration AFTER_EXPIRY = Duration.ofSeconds(5);
    private static final int HEARD = 20;

    /** How a login ends. */
    private interface End {
        void of(WsServer server, TokenPair login, Principal elsewhere);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void logout_is_the_end(Container container) throws Exception {
        listen(container, AFTER_REVOCATION, CloseCode.REVOKED, (server, login, elsewhere) -> server.runtime
                .accounts()
                .logout(server.principal(login)));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void being_signed_out_from_elsewhere_is_the_end(Container container) throws Exception {
        listen(container, AFTER_REVOCATION, CloseCode.REVOKED, (server, login, elsewhere) -> server.runtime
                .sessions()
                .end(elsewhere, server.principal(login).login()));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void expiry_is_the_end(Container container) throws Exception {
        listen(
                container,
                AFTER_EXPIRY,
                CloseCode.TOKEN_EXPIRED,
                (server, login, elsewhere) -> server.clock.advance(Duration.ofMinutes(15)));
    }

    private static void listen(Container container, Duration most, CloseCode code, End end) throws Exception {
        WsServer server = new WsServer(container);
        Principal elsewhere = server.principal(server.register("ada"));
        ChatSession chat = server.chat(elsewhere);
        TokenPair login = server.login("ada");
        AtomicLong lastHeard = new AtomicLong();
        CountDownLatch heard = new CountDownLatch(HEARD);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; !over.get(); i++) {
                server.runtime.chats().rename(elsewhere, chat.id(), "title " + i);
                LockSupport.parkNanos(2_000_000);
            }
        });
        try (Listeners listeners = new Listeners(server, login)) {
            Listeners.Listener silent = listeners.open(
                    (stream, seq) -> {
                        lastHeard.set(System.nanoTime());
                        heard.countDown();
                    },
                    "{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\"}");
            assertThat(heard.await(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            end.of(server, login, elsewhere);
            long ended = System.nanoTime();
            Eventually.until("it is closed", () -> silent.closeCode() >= 0);
            Duration late = Duration.ofNanos(lastHeard.get() - ended);
            System.out.printf("SilentListenerTest: %s, %s, last event after %d ms%n", container, code, late.toMillis());
            assertThat(silent.closeCode()).isEqualTo(code.code());
            assertThat(late).isLessThan(most);
            assertThat(silent.fault()).isEmpty();
        } finally {
            over.set(true);
            writer.get(WsServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
            server.close();
        }
        assertThat(server.complaints()).isEmpty();
    }
}
