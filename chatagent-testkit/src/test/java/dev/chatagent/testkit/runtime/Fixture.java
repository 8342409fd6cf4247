package dev.chatagent.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Draft;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.StreamId;
import dev.chatagent.event.Subscription;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A runtime in memory with a clock that the test moves, and people in it. */
final class Fixture implements AutoCloseable {
    static final String PASSWORD = "a password of many words";
    static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");
    static final long PATIENCE_SECONDS = 20;

    final TestClock clock = TestClock.create();
    final InMemoryStorage storage = InMemoryStorage.create();
    final ChatAgentRuntime runtime;

    Fixture(UnaryOperator<ChatAgentRuntime.Builder> more) {
        runtime = more.apply(ChatAgentRuntime.builder()
                        .settings(settings())
                        .clock(clock)
                        .storage(storage))
                .start();
    }

    Fixture() {
        this(builder -> builder);
    }

    static Settings settings() {
        return Settings.defaults().with(Settings.ENVIRONMENT, "test").with(Settings.ECHO_DELAY, Duration.ofMillis(1));
    }

    static Registration registration(String email) {
        return new Registration(new Email(email), PASSWORD, "");
    }

    TokenPair register(String name) {
        return runtime.accounts().register(registration(name + "@example.org"), CLIENT);
    }

    TokenPair login(String name) {
        return loginWith(name, PASSWORD);
    }

    TokenPair loginWith(String name, String password) {
        return runtime.accounts().login(new Email(name + "@example.org"), password, CLIENT);
    }

    Principal person(String name) {
        return runtime.authenticator().authenticate(register(name).accessToken());
    }

    ChatSession chat(Principal principal) {
        return runtime.chats().create(principal, Optional.empty(), Optional.empty());
    }

    static Draft draft(String text) {
        return new Draft(text, Optional.empty(), Optional.empty());
    }

    static Draft draft(String text, String key) {
        return new Draft(text, Optional.empty(), Optional.of(key));
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ChatAgentException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    /** Runs the call on so many threads at once and answers what came back; empty for a refusal. */
    static <T> List<Optional<T>> atOnce(int threads, Callable<T> call) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch go = new CountDownLatch(1);
        try {
            List<Future<Optional<T>>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    await(go);
                    try {
                        return Optional.of(call.call());
                    } catch (ChatAgentException e) {
                        return Optional.empty();
                    }
                }));
            }
            go.countDown();
            List<Optional<T>> results = new ArrayList<>();
            for (Future<Optional<T>> future : futures) {
                results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("in time")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Subscribes from the point and keeps what comes. */
    Watch watch(Principal principal, ChatId chat, long since) {
        return new Watch(principal, StreamId.of(chat), since);
    }

    /** The same, with something that happens between its opening and its first delivery. */
    Watch watch(Principal principal, ChatId chat, long since, Runnable before) {
        return new Watch(principal, StreamId.of(chat), since, before);
    }

    @Override
    public void close() {
        runtime.close();
    }

    /** The events of one subscription. */
    final class Watch implements AutoCloseable {
        private final List<Event> events = new ArrayList<>();
        final Subscription subscription;

        Watch(Principal principal, StreamId stream, long since) {
            this(principal, stream, since, () -> {});
        }

        Watch(Principal principal, StreamId stream, long since, Runnable before) {
            subscription = runtime.events().subscribe(principal, stream, since, this::add);
            before.run();
            subscription.start();
        }

        private synchronized void add(Event event) {
            events.add(event);
            notifyAll();
        }

        synchronized List<Event> events() {
            return List.copyOf(events);
        }

        synchronized List<String> types() {
            return events.stream().map(Event::type).toList();
        }

        synchronized void await(Predicate<Event> condition) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (events.stream().noneMatch(condition)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertThat(left).as("in time; there are %s", events).isPositive();
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        void await(String type) {
            await(event -> event.type().equals(type));
        }

        void awaitEnd() {
            await(event -> event.type().startsWith("run.") && !event.type().equals("run.started"));
        }

        @Override
        public void close() {
            subscription.close();
        }
    }
}
