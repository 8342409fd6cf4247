package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatEvent;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessagePage;
import dev.chatagent.config.Settings;
import dev.chatagent.event.Event;
import dev.chatagent.wire.JsonEventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever joins in the middle of an answer sees all of it, once. */
class StreamingTest {
    private static final String QUESTION =
            IntStream.range(0, 120).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    @Test
    void page_and_live_stream_join_without_loss_or_doubling() throws Exception {
        try (Fixture fixture =
                new Fixture(b -> b.settings(Fixture.settings().with(Settings.ECHO_DELAY, Duration.ofMillis(1))))) {
            Principal ada = fixture.person("ada");
            ExecutorService executor = Executors.newFixedThreadPool(20);
            try {
                List<Future<Boolean>> joins = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    joins.add(executor.submit(() -> joinInTheMiddle(fixture, ada)));
                }
                int partial = 0;
                for (Future<Boolean> join : joins) {
                    partial += join.get(120, TimeUnit.SECONDS) ? 1 : 0;
                }
                assertThat(partial).as("joins that met a partial text").isGreaterThan(20);
            } finally {
                executor.shutdownNow();
            }
        }
    }

    /** Answers whether the page held part of the text. */
    private static boolean joinInTheMiddle(Fixture fixture, Principal ada) {
        ChatSession session = fixture.chat(ada);
        fixture.runtime.chats().send(ada, session.id(), draft(QUESTION));
        try (Fixture.Watch early = fixture.watch(ada, session.id(), 0)) {
            int deltas = ThreadLocalRandom.current().nextInt(60);
            early.await(event -> event.seq() > deltas || event.type().startsWith("run.c"));
            MessagePage page = fixture.runtime.chats().messages(ada, session.id(), Optional.empty(), 10);
            String before = page.items().get(1).text();
            try (Fixture.Watch late = fixture.watch(ada, session.id(), page.seq())) {
                assertThat(late.subscription.recovered()).isTrue();
                assertThat(late.subscription.seq()).isEqualTo(page.seq());
                early.awaitEnd();
                if (page.activeRun() != null) {
                    late.awaitEnd();
                }
                assertThat(before + deltas(late.events())).isEqualTo(QUESTION);
                assertThat(deltas(early.events())).isEqualTo(QUESTION);
            }
            Message answer = fixture.runtime
                    .chats()
                    .messages(ada, session.id(), Optional.empty(), 10)
                    .items()
                    .get(1);
            assertThat(answer.text()).isEqualTo(QUESTION);
            return page.activeRun() != null && !before.isEmpty();
        }
    }

    private static String deltas(List<Event> events) {
        JsonEventCodec codec = new JsonEventCodec();
        return events.stream()
                .filter(event -> event.type().equals("message.delta"))
                .map(event -> ((ChatEvent.MessageDelta) codec.decode(event.type(), event.json())).text())
                .collect(Collectors.joining());
    }
}
