package dev.chatagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.client.Credentials.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Timing TIMING = new Timing(SHORT, SHORT, SHORT, SHORT, SHORT);

    private final Loop loop = new Loop();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        loop.end();
        executor.shutdownNow();
    }

    /** Answers what comes of it. */
    private String ask(Tokens tokens, Reason reason) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        loop.execute(() -> tokens.ask(reason, new Tokens.Answer() {
            @Override
            public void token(String token) {
                answer.complete(token);
            }

            @Override
            public void over(String why) {
                answer.complete("over");
            }

            @Override
            public void later(String why) {
                answer.complete("later");
            }
        }));
        return answer.get(60, TimeUnit.SECONDS);
    }

    @Test
    void source_that_hung_is_not_asked_what_nobody_wants_to_know_any_more() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        List<Reason> asked = new CopyOnWriteArrayList<>();
        Credentials source = reason -> {
            asked.add(reason);
            hangs.await();
            return CompletableFuture.completedFuture("token");
        };
        Tokens tokens = new Tokens(source, loop, executor, TIMING);
        for (int tries = 0; tries < 5; tries++) {
            assertThat(ask(tokens, Reason.CONNECT)).isEqualTo("later");
        }
        assertThat(asked).containsExactly(Reason.CONNECT);
        hangs.countDown();
        String answer = "later";
        while (answer.equals("later")) { // a slow machine may need more than the short time
            answer = ask(tokens, Reason.REFUSED);
        }
        assertThat(answer).isEqualTo("token");
        assertThat(asked.stream().filter(Reason.CONNECT::equals)).hasSize(1);
    }
}
