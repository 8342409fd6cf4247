package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.id.UserId;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.RateDecision;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.storage.Storage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two nodes that share a database admit of somebody who calls both, in the classes that each of them counts by itself first. */
public abstract class LimitNodesContract {
    private static final int BURST = 5;
    private static final int RATE = 50;
    private static final int NODES = 2;
    private static final int SECONDS = 6;

    private final UserId eve = new UserId(UUID.randomUUID());
    private List<ChatAgentRuntime> nodes = List.of();

    /** The shared database, as one more node opens it. */
    protected abstract Storage storage();

    /** Says where nodes meet, if that is not the database. */
    protected Settings with(Settings settings) {
        return settings;
    }

    @BeforeEach
    void startNodes() {
        nodes = List.of(node(), node());
    }

    private ChatAgentRuntime node() {
        return ChatAgentRuntime.builder()
                .settings(with(Settings.defaults().with(Settings.ENVIRONMENT, "test")))
                .storage(storage())
                .limit(LimitClass.READ, new RateLimit("read", RATE, Duration.ofSeconds(1), BURST))
                .start();
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(ChatAgentRuntime::close);
    }

    private RateDecision read(int node) {
        return nodes.get(node).limits().byUser(LimitClass.READ, eve).orElseThrow();
    }

    private static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) { // parking may end early
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void who_calls_every_node_gets_little_more_than_who_calls_one() {
        int admitted = 0;
        Duration longest = Duration.ZERO;
        long start = System.nanoTime();
        double passed = 0;
        for (int i = 0; passed < SECONDS; i++) {
            RateDecision decision = read(i % NODES);
            admitted += decision.admitted() ? 1 : 0;
            longest = decision.retryAfter().compareTo(longest) > 0 ? decision.retryAfter() : longest;
            pause(Duration.ofMillis(2));
            passed = (System.nanoTime() - start) / 1e9;
        }
        assertThat(admitted)
                .isLessThanOrEqualTo((int) (NODES * (BURST + RATE) + RATE * passed * (1 + NODES / 20.0)))
                .isGreaterThan((int) (RATE * passed / 2)); // the machine may be busy
        assertThat(longest)
                .as("the wait for what others have admitted")
                .isGreaterThan(Duration.ofSeconds(1).dividedBy(RATE));
    }
}
