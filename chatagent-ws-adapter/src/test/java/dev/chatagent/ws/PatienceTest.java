package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.containers.Container;
import dev.chatagent.testkit.Eventually;
import dev.chatagent.wire.CloseCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long those are borne who never say who they are, or who do not go. The containers wait side by side. */
class PatienceTest {
    private static final int SOME = 300;
    private static final int MANY = 5_000;
    private static final long MORE_HEAP = 100L << 20;
    /** Once all are gone; containers keep what they may use again. */
    private static final long LEFT_HEAP = 30L << 20;

    private static final Duration TIME = Duration.ofSeconds(5);
    /** The machine does other things too. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    @Test
    void strangers_and_those_who_go_on_talking_are_gone_in_time() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<WsServer> servers = new ArrayList<>();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Container container : Container.values()) {
                WsServer server = new WsServer(container);
                servers.add(server);
                all.add(threads.submit(() -> talkOn(server)));
                all.add(threads.submit(() -> loiter(server, SOME)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
            for (WsServer server : servers) {
                server.close();
            }
        }
        assertThat(servers.stream().flatMap(server -> server.complaints().stream()))
                .isEmpty();
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(Container.class)
    void five_thousand_strangers_are_gone_in_time_and_cost_little(Container container) throws Exception {
        WsServer server = new WsServer(container);
        try {
            loiter(server, SOME); // all classes are loaded
            long heap = usedHeap();
            Crowd crowd = loiter(server, MANY);
            long left = usedHeap() - heap;
            System.out.printf("PatienceTest: %s, %s, %d kB more heap after it%n", container, crowd, left / 1024);
            assertThat(crowd.atOnce()).isGreaterThan(MANY * 9L / 10);
            assertThat(left).as("more heap, once all are gone").isLessThan(LEFT_HEAP);
        } finally {
            server.close();
        }
        assertThat(server.complaints()).isEmpty();
    }

    private record Crowd(int count, Duration dialling, long atOnce, long moreHeap, Duration longest) {
        @Override
        public String toString() {
            return "%d strangers, dialled in %d ms, %d at once, each closed within %d ms, %d kB more heap"
                    .formatted(count, dialling.toMillis(), atOnce, longest.toMillis(), moreHeap / 1024);
        }
    }

    /** One dials and another waits, so that the first are seen to end while the last come. */
    private static Crowd loiter(WsServer server, int count) throws Exception {
        long heap = usedHeap();
        BlockingQueue<RawSocket> sockets = new LinkedBlockingQueue<>();
        Queue<Long> opened = new ConcurrentLinkedQueue<>();
        CompletableFuture<Long> longest = CompletableFuture.supplyAsync(() -> awaitEnds(sockets, opened, count));
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            RawSocket socket = RawSocket.dial(server.port(), "/ws", List.of());
            opened.add(System.nanoTime());
            socket.ask();
            sockets.add(socket);
        }
        Eventually.until("all are there", () -> server.connections() >= count - 1 || longest.isDone());
        Duration dialling = Duration.ofNanos(System.nanoTime() - start);
        long atOnce = server.connections();
        long more = usedHeap() - heap;
        Duration took = Duration.ofNanos(longest.get());
        assertThat(took).isBetween(TIME.minusMillis(100), TIME.plus(SLACK));
        assertThat(more).as("more heap").isLessThan(MORE_HEAP);
        return new Crowd(count, dialling, atOnce, more, took);
    }

    private static long awaitEnds(BlockingQueue<RawSocket> sockets, Queue<Long> opened, int count) {
        long longest = 0;
        try {
            for (int i = 0; i < count; i++) {
                try (RawSocket socket = sockets.take()) {
                    socket.awaitAnswer();
                    assertThat(socket.closeCode()).isEqualTo(CloseCode.AUTH_TIMEOUT.code());
                    longest = Math.max(longest, System.nanoTime() - opened.remove());
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return longest;
    }

    private static boolean talkOn(WsServer server) throws IOException {
        byte[] ping = Frames.of(Frames.FIN | RawSocket.PING, "still here");
        try (RawSocket socket = new RawSocket(server.port(), "/ws", List.of())) {
            socket.frame(RawSocket.BINARY, new byte[1]);
            Eventually.until("who goes on is cut off", () -> gone(socket, ping));
            return true;
        }
    }

    private static boolean gone(RawSocket socket, byte[] bytes) {
        try {
            socket.bytes(bytes);
            LockSupport.parkNanos(50_000_000);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
