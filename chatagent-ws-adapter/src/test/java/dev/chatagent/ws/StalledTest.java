package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.TokenPair;
import dev.chatagent.config.Settings;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenth of all clients stops reading: nobody else notices, they are sent away soon, and lose nothing. */
@Tag("proof")
@Tag("alone")
class StalledTest {
    /** Together more than sockets hold. */
    private static final int LARGE_EVENTS = 100;

    private static final String LARGE = "{\"text\":\"" + "x".repeat(60_000) + "\"}";
    private static final String CLOSED = "is closed with 4002";
    /** Two seconds are promised; the machine does other things too. */
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(4);

    private static final long FILLING_MILLIS = 400;
    private static final double MORE = 4;
    private static final Duration LITTLE = Duration.ofMillis(500);

    @ParameterizedTest
    @EnumSource(Container.class)
    void stalled_clients_hinder_nobody_and_lose_nothing(Container container) throws Exception {
        stall(container, 90, 10, List.of(), 1);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(Container.class)
    void hundred_stalled_clients_among_a_thousand_hinder_nobody_and_lose_nothing(Container container) throws Exception {
        // Those who come back read hundreds of megabytes: not before it is compiled.
        stall(container, 900, 100, List.of(10, 30), 9);
    }

    /** @param few how many stall in rounds ahead of those that count */
    private static void stall(Container container, int readers, int stalling, List<Integer> few, int rounds)
            throws Exception {
        WsServer server = new WsServer(container, settings -> settings.with(Settings.LIMITS, false)
                .with(Settings.PRESENCE, false)
                .with(Settings.HEARTBEAT, Duration.ofMinutes(5)));
        server.log.noteTimesOf(CLOSED);
        TokenPair ada = server.register("ada");
        try (Listeners listeners = new Listeners(server, ada)) {
            Renamer renamer = new Renamer(server, ada, listeners, readers);
            List<Listeners.Listener> others = new ArrayList<>(renamer.connect(stalling));
            renamer.rename(Duration.ofMillis(500), () -> true); // warms up
            for (int count : few) {
                round(server, listeners, renamer, others.subList(0, count));
            }
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                ratios.add(round(server, listeners, renamer, others));
            }
            Collections.sort(ratios);
            System.out.printf(
                    "StalledTest: %s, p99 beside the stalled over p99 alone: %.2f / %.2f / %.2f%n",
                    container, ratios.get(0), ratios.get(rounds / 2), ratios.get(rounds - 1));
            assertThat(Stream.concat(renamer.readers().stream(), others.stream()))
                    .allSatisfy(one -> {
                        assertThat(one.fault()).isEmpty();
                        assertThat(one.closeCode()).isEqualTo(-1);
                    });
        } finally {
            server.close();
        }
        assertThat(server.complaints()).isEmpty();
    }

    /** Answers how many times the p99 was what it is alone; others who have come back take the places of those who stalled. */
    private static double round(WsServer server, Listeners listeners, Renamer renamer, List<Listeners.Listener> stalled)
            throws Exception {
        String large = large(server, renamer);
        long alone = p99(renamer.rename(Duration.ofSeconds(2), () -> true));
        long beside = p99(stall(server, renamer, stalled, large));
        System.out.printf(
                "StalledTest: p99 alone %d us, beside %d who stall %d us%n",
                alone / 1_000, stalled.size(), beside / 1_000);
        assertThat(Duration.ofNanos(beside))
                .as("p99 beside the stalled")
                .isLessThan(Collections.max(List.of(LITTLE, Duration.ofNanos((long) (MORE * alone)))));
        Collections.copy(stalled, comeBack(listeners, renamer, stalled, large));
        return (double) beside / alone;
    }

    /** A stream that nobody reads who does not ask for it. */
    private static String large(WsServer server, Renamer renamer) {
        StreamId stream = StreamId.of(renamer.newChat().id());
        EventDraft draft = new EventDraft(stream, "test", Instant.EPOCH, LARGE);
        server.storage.write(unit -> unit.get(EventRepository.class).append(Collections.nCopies(LARGE_EVENTS, draft)));
        return stream.wireName();
    }

    /** Answers what the others' events took while the pipes of the stalled were full, until all of those were closed. */
    private static List<Long> stall(WsServer server, Renamer renamer, List<Listeners.Listener> stalled, String large)
            throws Exception {
        int before = server.log.timesOf(CLOSED).size();
        long start = System.nanoTime();
        for (Listeners.Listener one : stalled) {
            one.stall();
            one.send(Renamer.subscribe(large, 0));
        }
        renamer.rename(Duration.ofMillis(FILLING_MILLIS), () -> true);
        List<Long> took = renamer.rename(
                Duration.ofMillis(1_800), () -> server.log.timesOf(CLOSED).size() >= before + stalled.size());
        List<Duration> closed = server.log.timesOf(CLOSED).stream()
                .skip(before)
                .map(at -> Duration.ofNanos(at - start))
                .toList();
        Duration last = closed.get(stalled.size() - 1);
        System.out.printf(
                "StalledTest: closed after %d to %d ms%n", closed.get(0).toMillis(), last.toMillis());
        assertThat(last).as("closed").isLessThan(CLOSED_WITHIN);
        return took;
    }

    private static List<Listeners.Listener> comeBack(
            Listeners listeners, Renamer renamer, List<Listeners.Listener> gone, String large) throws Exception {
        List<Listeners.Listener> again = new ArrayList<>();
        for (Listeners.Listener one : gone) {
            one.close();
            again.add(listeners.after(
                    one, Renamer.subscribe("user", one.last("user")), Renamer.subscribe(large, one.last(large))));
        }
        Eventually.until("all have caught up", () -> again.stream().allMatch(one -> {
            assertThat(one.fault()).isEmpty();
            assertThat(one.closeCode()).as("end of one that came back").isEqualTo(-1);
            return one.last("user") == renamer.seq() && one.last(large) == LARGE_EVENTS;
        }));
        return again;
    }

    private static long p99(List<Long> sorted) {
        return sorted.get(sorted.size() * 99 / 100);
    }
}
