package dev.chatagent.benchmarks;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Registration;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.event.StreamId;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.wire.EventFrames;
import dev.chatagent.ws.ChatAgentEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Both endpoints, and a person whose chat is renamed. */
record SocketHost(
        ChatAgentRuntime runtime,
        ChatAgentEndpoint endpoint,
        Served served,
        BareSockets bare,
        String token,
        Principal person,
        ChatSession chat,
        AtomicInteger names)
        implements AutoCloseable {
    static final String OURS = "/ws";
    static final String BARE = "/bare";
    private static final String NAME = "a name of some words ";

    static SocketHost start(Container container) throws Exception {
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .storage(InMemoryStorage.create())
                .settings(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "development")
                        .with(Settings.PASSWORD_COST, 4)
                        .with(Settings.CONNECTIONS_PER_USER, 10_000)
                        .with(Settings.HEARTBEAT, Duration.ofHours(1)) // the crowd answers no ping
                        .with(Settings.PRESENCE, false) // all connections are one person's, who would hear of each
                        .with(Settings.LIMITS, false))
                .start();
        String token = runtime.accounts()
                .register(new Registration(Backend.EMAIL, Backend.PASSWORD, "Ada"), Backend.CLIENT)
                .accessToken();
        Principal person = runtime.authenticator().authenticate(token);
        BareSockets bare = new BareSockets();
        AtomicReference<ChatAgentEndpoint> endpoint = new AtomicReference<>();
        Served served = container.serve(Application.of(ChatAgentEndpoint.originGuard(runtime), sockets -> {
            endpoint.set(ChatAgentEndpoint.register(sockets, OURS, runtime));
            sockets.addEndpoint(bare.at(BARE));
        }));
        ChatSession chat = runtime.chats().create(person, Optional.empty(), Optional.empty());
        return new SocketHost(
                runtime,
                Objects.requireNonNull(endpoint.get()),
                served,
                bare,
                token,
                person,
                chat,
                new AtomicInteger());
    }

    /** One event, as subscribers get it. */
    void rename() {
        runtime.chats().rename(person, chat.id(), NAME + names.incrementAndGet());
    }

    /** The text of an event like those. */
    String event() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        rename();
        var subscription = runtime.events().subscribe(person, StreamId.of(person.user()), 0, event -> {
            if (event.json().contains(NAME)) {
                heard.complete(EventFrames.json(event));
            }
        });
        subscription.start();
        String text = heard.join();
        subscription.close();
        return text;
    }

    Crowd crowd(Crowd.Manner manner, int size) throws Exception {
        int before = bare.size();
        Crowd crowd = Crowd.connect(served.port(), token, manner, size);
        while (manner.path().equals(BARE) && bare.size() < before + size) {
            LockSupport.parkNanos(1_000_000);
        }
        return crowd;
    }

    void awaitNoBare() {
        while (bare.size() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
        served.close();
        runtime.close();
    }
}
