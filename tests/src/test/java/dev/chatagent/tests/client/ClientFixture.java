package dev.chatagent.tests.client;

import static dev.chatagent.testkit.Eventually.until;

import dev.chatagent.config.Settings;
import dev.chatagent.tests.client.ClientUnderTest.Options;
import dev.chatagent.tests.client.ClientUnderTest.TokenSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server, a bad network in front of it and a person, for clients of any language. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClientFixture {
    private static final long PATIENCE_SECONDS = 60;
    static final String USER = "user";

    private final List<ClientUnderTest> open = new ArrayList<>();
    final AtomicInteger people = new AtomicInteger();
    Path home;
    private ClientUnderTest.Maker maker;
    ClientServer server;
    FaultyProxy proxy;
    ClientServer.Someone ada;

    abstract ClientUnderTest.Maker maker() throws Exception;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        maker = maker();
        server = ClientServer.start(home, this::unlimited);
    }

    @AfterAll
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (maker != null) {
            maker.close();
        }
    }

    @BeforeEach
    void person() throws Exception {
        ada = server.someone("ada" + people.incrementAndGet());
        proxy = new FaultyProxy(server.port());
    }

    @AfterEach
    void leave() throws Exception {
        open.forEach(ClientUnderTest::close);
        open.clear();
        proxy.close();
    }

    ClientUnderTest client(TokenSource tokens, Options options) throws Exception {
        return client(proxy.webSocket(), tokens, options);
    }

    ClientUnderTest client(URI webSocket, TokenSource tokens, Options options) throws Exception {
        ClientUnderTest client = maker.make(webSocket, tokens, options);
        open.add(client);
        return client;
    }

    /** Hasty, online and listening to the person's own stream from its beginning. */
    ClientUnderTest listening() throws Exception {
        ClientUnderTest client = client(reason -> ada.token(), Options.HASTY);
        client.subscribe(USER, 0);
        client.connect();
        until("online", () -> client.state().equals("online"));
        return client;
    }

    static void heardUpTo(ClientUnderTest client, String stream, long seq) {
        until("event " + seq, () -> {
            List<Long> seqs = client.seqs(stream);
            return !seqs.isEmpty() && seqs.get(seqs.size() - 1) >= seq;
        });
    }

    static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** What must be true now and stay true for a while, like that nobody dials. */
    static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    final Settings unlimited(Settings settings) {
        return settings.with(Settings.LIMITS, false);
    }
}
