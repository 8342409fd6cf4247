package dev.chatagent.examples.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.jetty.Caller;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.apache.catalina.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built WAR on a real Tomcat, under a path of its own, called from outside as its users would. */
@SuppressWarnings("NullAway.Init")
class WarTest {
    private static final int GARBAGE_COLLECTIONS = 50;

    @TempDir
    Path directory;

    private Path home;
    private Shop shop;

    @BeforeEach
    void open() throws Exception {
        home = directory.resolve("data");
        shop = Shop.open(Files.createDirectory(directory.resolve("tomcat")));
    }

    @AfterEach
    void close() throws Exception {
        shop.close();
    }

    private Context deploy() {
        return shop.deploy(Map.of(
                "CHATAGENT_HOME", home.toString(),
                "CHATAGENT_ENV", "development",
                "CHATAGENT_AGENT", "echo",
                "CHATAGENT_OPENAI_BASE_URL", "http://127.0.0.1:9/v1",
                "CHATAGENT_ECHO_DELAY", "0ms",
                "CHATAGENT_PASSWORD_COST", "4"));
    }

    private Caller stranger() {
        return Caller.stranger(shop.url());
    }

    @Test
    void a_person_registers_logs_in_sends_over_http_and_reads_over_websocket() throws Exception {
        deploy();
        stranger().chatted("ada@example.org");
        HttpResponse<String> refused = stranger().call("GET", "/auth/profile", "");
        assertThat(refused.statusCode()).isEqualTo(401);
        Caller.assertHeaders(refused);
        HttpResponse<String> absent = stranger().call("GET", "/nowhere", "");
        assertThat(absent.statusCode()).isEqualTo(404);
        Caller.assertHeaders(absent);
    }

    @Test
    void application_that_is_undeployed_tells_its_clients_to_come_back() throws Exception {
        Context context = deploy();
        Caller.Socket socket =
                stranger().as("/auth/register", "ada@example.org").socket();
        socket.send("{\"id\":\"1\",\"type\":\"ping\"}");
        socket.await("ok");
        shop.undeploy(context);
        assertThat(socket.awaitClose()).isBetween(4000, 4499);
    }

    @Test
    void application_that_is_undeployed_leaves_nothing_behind_and_can_be_deployed_again() throws Exception {
        Context first = deploy();
        stranger().chatted("ada@example.org");
        Caller.Socket open = stranger().as("/auth/login", "ada@example.org").socket();
        Undeployed firstClasses = shop.undeploy(first);
        first = null;
        assertThat(new One("a")).isEqualTo(new One("a"));
        assertGone(firstClasses);
        assertThat(open.awaitClose()).isNotNegative();

        Context second = deploy();
        Caller again = stranger().as("/auth/login", "ada@example.org");
        assertThat(Caller.json(again.call("GET", "/chat/sessions", ""))
                        .path("items")
                        .size())
                .as("what the first has kept")
                .isEqualTo(1);
        stranger().chatted("bob@example.org");
        Undeployed secondClasses = shop.undeploy(second);
        second = null;
        assertThat(new Another("a")).isEqualTo(new Another("a"));
        assertGone(secondClasses);
    }

    /**
     * Java 17 keeps the class of the last record whose {@code equals} was linked (a cache of one in {@code ObjectMethods}); whichever record comes
     * next takes its place, and here these do.
     */
    private record One(String name) {}

    private record Another(String name) {}

    private void assertGone(Undeployed undeployed) throws Exception {
        assertThat(undeployed.complaints()).as("what Tomcat had to clean up").isEmpty();
        try (FileChannel file = FileChannel.open(home.resolve("database/chatagent.mv.db"), StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            assertThat(lock).as("the database's file is free").isNotNull();
        }
        boolean gone = false;
        for (int i = 0; i < GARBAGE_COLLECTIONS && !gone; i++) {
            System.gc();
            gone = undeployed.collected(Duration.ofMillis(100));
        }
        assertThat(gone).as("the application's class loader can be collected").isTrue();
    }
}
