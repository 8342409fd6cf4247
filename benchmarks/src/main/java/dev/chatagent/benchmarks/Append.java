package dev.chatagent.benchmarks;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Appending a message durably to an H2 file: callers that share commits against threads that commit each message. */
final class Append implements Row {
    /** A database just opened is slow for a moment: each turn is longer than elsewhere. */
    private static final int SLICES = 4;

    private static final Optional<String> SYNC = Optional.of("CHECKPOINT SYNC");

    @Override
    public String name() {
        return "append";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        Map<Integer, List<Sample>> ours = new TreeMap<>();
        Map<Integer, List<Sample>> raw = new TreeMap<>();
        for (int round = -1; round < scale.rounds(); round++) {
            try (Folder folder = Folder.create()) {
                boolean warmUp = round < 0;
                Duration time = warmUp ? scale.warmUp() : scale.slice().multipliedBy(SLICES);
                for (int threads : List.of(1, 16)) {
                    keep(warmUp, raw, threads, raw(time, folder.path().resolve("raw" + threads), threads));
                    keep(warmUp, ours, threads, ours(time, folder.path().resolve("ours" + threads), threads));
                }
                keep(warmUp, ours, 64, ours(time, folder.path().resolve("ours64"), 64));
            }
        }
        return List.of(
                line(ours, 64, raw, 16, 8),
                line(ours, 16, raw, 16, 4),
                line(ours, 1, raw, 1, 0.9),
                spread(ours, raw, 64),
                spread(ours, raw, 16),
                spread(ours, raw, 1));
    }

    private static void keep(boolean warmUp, Map<Integer, List<Sample>> samples, int callers, Sample sample) {
        if (!warmUp) {
            samples.computeIfAbsent(callers, n -> new ArrayList<>()).add(sample);
        }
    }

    private static Sample ours(Duration time, Path file, int callers) throws Exception {
        try (Storage storage = JdbcStorage.h2(file)) {
            storage.start();
            Chatter chatter = Chatter.in(storage, callers);
            return Loop.timed(
                    time,
                    chatter.chats().stream()
                            .<Loop.Call>map(chat -> () -> storage.write(unit ->
                                    unit.get(ChatRepository.class).append(chatter.owner(), chat, Chatter.message())))
                            .toList());
        }
    }

    private static Sample raw(Duration time, Path file, int threads) throws Exception {
        Chatter chatter;
        try (Storage storage = JdbcStorage.h2(file)) {
            storage.start();
            chatter = Chatter.in(storage, threads);
        }
        List<RawAppend> callers = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                callers.add(new RawAppend(
                        RawH2.open(file), SYNC, chatter.owner(), chatter.chats().get(i)));
            }
            return Loop.timed(time, List.copyOf(callers));
        } finally {
            for (RawAppend caller : callers) {
                caller.close();
            }
        }
    }

    private static Line line(
            Map<Integer, List<Sample>> ours, int callers, Map<Integer, List<Sample>> raw, int threads, double bar) {
        List<Sample> our = ours.getOrDefault(callers, List.of());
        List<Sample> their = raw.getOrDefault(threads, List.of());
        return new Line(
                "durable append, " + callers + " callers",
                "raw JDBC, " + threads + " threads",
                Sample.ratios(our, their, Sample::perSecond),
                Bar.atLeast(bar),
                Sample.rates(our, their));
    }

    private static Line spread(Map<Integer, List<Sample>> ours, Map<Integer, List<Sample>> raw, int callers) {
        List<Sample> samples = ours.getOrDefault(callers, List.of());
        String theirs = raw.containsKey(callers)
                ? "; raw JDBC " + Line.number(Sample.median(raw.get(callers), Sample::spread))
                : "";
        return new Line(
                "durable append, " + callers + " callers, p99",
                "its p50",
                samples.stream().map(Sample::spread).toList(),
                Bar.atMost(3),
                "p50 " + Line.number(Sample.median(samples, s -> s.percentile(0.5)) / 1e6) + " ms, p99 "
                        + Line.number(Sample.median(samples, s -> s.percentile(0.99)) / 1e6) + " ms" + theirs);
    }
}
