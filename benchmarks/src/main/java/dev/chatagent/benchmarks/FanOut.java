package dev.chatagent.benchmarks;

import dev.chatagent.examples.containers.Container;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Events of one person to thousands of connections, one at a time and in bursts, a command and its answer, and what an idle
 * connection holds; against a bare WebSocket of the same container that sends the same text.
 */
final class FanOut implements Row {
    private static final int BURST = 50;
    private static final int ASKS = 20;
    private static final Crowd.Manner OURS = new Crowd.Manner(
            SocketHost.OURS,
            "{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\"}",
            "\"recovered\":",
            "\"time\":\"");
    private static final Crowd.Manner BARE = new Crowd.Manner(SocketHost.BARE, "", "", "\"time\":\"");
    private static final String PING = "{\"id\":\"1\",\"type\":\"ping\"}";
    private static final Crowd.Manner PINGS = new Crowd.Manner(SocketHost.OURS, PING, "\"ok\"}", "\"ok\"");
    private static final Crowd.Manner ECHOES = new Crowd.Manner(SocketHost.BARE, PING, "ping\"}", "\"ping\"");

    private final Container container;

    FanOut(Container container) {
        this.container = container;
    }

    @Override
    public String name() {
        return "fanout-" + container.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int size : scale.crowds()) {
            try (SocketHost host = SocketHost.start(container)) {
                String event = host.event(); // ahead of those who would hear it
                host.crowd(OURS, 1).close(); // what the first one brings along is not its own
                host.crowd(BARE, 1).close();
                host.awaitNoBare();
                long idle = Memory.used();
                try (Crowd ours = host.crowd(OURS, size)) {
                    long oursHeap = Memory.used() - idle;
                    try (Crowd bare = host.crowd(BARE, size)) {
                        long bareHeap = Memory.used() - idle - oursHeap;
                        lines.addAll(fanOut(scale, host, event, ours, bare, size));
                        lines.add(heap(size, oursHeap, bareHeap));
                    }
                }
                lines.addAll(echo(scale, host, Math.max(1, size / 40)));
            }
        }
        return lines;
    }

    private List<Line> fanOut(Scale scale, SocketHost host, String event, Crowd ours, Crowd bare, int size)
            throws Exception {
        Duel single = Duel.fight(
                scale,
                time -> hear(time, ours, 1, host::rename),
                time -> hear(time, bare, 1, () -> host.bare().send(event)));
        Duel burst = Duel.fight(
                scale,
                time -> hear(time, ours, BURST, () -> repeat(host::rename)),
                time -> hear(time, bare, BURST, () -> repeat(() -> host.bare().send(event))));
        String row = on("an event to " + Line.count(size) + " connections");
        String base = "bare loop";
        return List.of(
                single.line(row, base, Bar.atLeast(0.95)),
                new Line(
                        row + ", p99",
                        base,
                        Sample.ratios(single.ours(), single.baseline(), sample -> sample.percentile(0.99)),
                        Bar.atMost(1.2),
                        millis(single.ours()) + " against " + millis(single.baseline())),
                burst.line(on(BURST + " events at once to " + Line.count(size)), base, Bar.atLeast(3)));
    }

    private static void repeat(Runnable work) {
        for (int i = 0; i < BURST; i++) {
            work.run();
        }
    }

    private static String millis(List<Sample> samples) {
        return Line.number(Sample.median(samples, sample -> sample.percentile(0.99)) / 1e6) + " ms";
    }

    /** Deliveries a second, from the first event's start to the last one's arrival at the last connection. */
    private static Sample hear(Duration time, Crowd crowd, int events, Crowd.Work work) throws Exception {
        List<long[]> rounds = new ArrayList<>();
        long took = 0;
        do {
            long[] arrivals = crowd.hears(events, work);
            took += arrivals[arrivals.length - 1];
            rounds.add(arrivals);
        } while (took < time.toNanos());
        long[] all = rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Sample(all.length * (double) events * 1e9 / took, all);
    }

    private Line heap(int size, long ours, long bare) {
        double each =
                Math.max(1, (double) (ours - bare) / size); // less than the bare one is the noise of a small crowd
        return new Line(
                on("heap of an idle connection of " + Line.count(size)),
                "bare, bytes more",
                List.of(each),
                Bar.atMost(2_048),
                Line.count((double) ours / size) + " against " + Line.count((double) bare / size) + " bytes");
    }

    /** The answer to a command against the same text sent back. */
    private List<Line> echo(Scale scale, SocketHost host, int size) throws Exception {
        try (Crowd ours = host.crowd(PINGS, size);
                Crowd bare = host.crowd(ECHOES, size)) {
            return List.of(Duel.fight(scale, time -> ask(time, ours), time -> ask(time, bare))
                    .line(on("ping over " + size + " connections"), "bare echo", Bar.atLeast(0.8)));
        }
    }

    private static Sample ask(Duration time, Crowd crowd) throws Exception {
        long took = 0;
        long answers = 0;
        do {
            long[] ends = crowd.asks(ASKS);
            took += ends[ends.length - 1];
            answers += (long) ends.length * ASKS;
        } while (took < time.toNanos());
        return new Sample(answers * 1e9 / took);
    }

    private String on(String row) {
        return row + ", " + container.name().charAt(0)
                + container.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
