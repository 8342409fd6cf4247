package dev.chatagent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.event.EventBroker;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.testkit.EventBrokerContract;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisBrokerTest extends EventBrokerContract {
    private static RedisFixture server;

    @BeforeAll
    static void startServer() {
        server = RedisFixture.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected EventBroker create() {
        return new RedisBroker(RedisUrl.of(server.url()));
    }

    @Override
    protected void cut() throws IOException {
        server.cut();
    }

    @Test
    void a_server_that_comes_late_is_found() throws Exception {
        server.kill();
        StreamId chat = StreamId.of(new ChatId(UUID.randomUUID()));
        CountDownLatch heard = new CountDownLatch(1);
        try (EventBroker sender = create();
                EventBroker receiver = create()) {
            EventBroker.Listener listener = new EventBroker.Listener() {
                @Override
                public void advanced(StreamId stream, long seq) {
                    heard.countDown();
                }

                @Override
                public void uncertain() {}
            };
            sender.start(listener);
            receiver.start(listener);
            sender.announce(chat, 1);
            assertThat(receiver.connected()).isFalse();
            server.run();
            while (heard.getCount() > 0) {
                sender.announce(chat, 2);
                if (heard.await(50, TimeUnit.MILLISECONDS)) {
                    assertThat(receiver.connected() || sender.connected()).isTrue();
                }
            }
        }
    }
}
