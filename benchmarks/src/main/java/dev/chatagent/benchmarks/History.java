package dev.chatagent.benchmarks;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A page of 50 messages out of a million, against raw JDBC and against the same page out of ten thousand. */
final class History implements Row {
    private static final int PAGE = 50;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        try (Folder folder = Folder.create()) {
            Library large = Library.fill(folder.path().resolve("large"), scale.chats());
            Library small = Library.fill(folder.path().resolve("small"), Math.max(1, scale.chats() / 100));
            Duel againstRaw;
            Duel againstSmall;
            Duel rawAgainstSmall;
            Library copy = Library.fill(folder.path().resolve("copy"), scale.chats());
            Library copySmall = Library.fill(folder.path().resolve("copy-small"), Math.max(1, scale.chats() / 100));
            try (Storage our = open(large);
                    Storage ourSmall = open(small);
                    RawPage raw = raw(copy);
                    RawPage rawSmall = raw(copySmall)) {
                againstRaw = Duel.fight(
                        scale, time -> Loop.alone(time, pages(our, large)), time -> Loop.alone(time, pages(raw, copy)));
                againstSmall = Duel.fight(
                        scale,
                        time -> Loop.alone(time, pages(our, large)),
                        time -> Loop.alone(time, pages(ourSmall, small)));
                rawAgainstSmall = Duel.fight(
                        scale,
                        time -> Loop.alone(time, pages(raw, copy)),
                        time -> Loop.alone(time, pages(rawSmall, copySmall)));
            }
            String messages = Line.count(scale.chats() * (double) Library.MESSAGES);
            String of = "page of 50 of " + messages;
            return List.of(
                    againstRaw.line(of, "raw JDBC, same layout", Bar.atLeast(0.8)),
                    slowest(of, scale, againstSmall, rawAgainstSmall),
                    reopening(messages, scale, large, small),
                    size(messages, scale, large));
        }
    }

    /** Closed before and after each time, which is not counted. */
    private static Line reopening(String messages, Scale scale, Library large, Library small) {
        List<Double> ratios = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round < Math.min(scale.rounds(), 5); round++) {
            double our = millisToOpen(large);
            millis.add(our);
            ratios.add(our / millisToOpen(small));
        }
        millis.sort(null);
        return new Line(
                "opening " + messages + " messages",
                "opening a hundredth",
                ratios,
                Bar.atMost(1.5),
                Line.number(millis.get(millis.size() / 2)) + " ms");
    }

    private static double millisToOpen(Library library) {
        try (Storage storage = JdbcStorage.h2(library.file())) {
            long start = System.nanoTime();
            storage.start();
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static Line size(String messages, Scale scale, Library large) throws IOException {
        double payload = (double) scale.chats() * Library.MESSAGES * Chatter.TEXT.length();
        long bytes = Files.size(large.file().resolveSibling(large.file().getFileName() + ".mv.db"));
        return new Line(
                "file of " + messages + " messages, closed",
                "their text, bytes",
                List.of(bytes / payload),
                Bar.atMost(2.5),
                Line.number(bytes / 1e6) + " MB");
    }

    /** Raw JDBC's own growth says how much of it is the database's. */
    private static Line slowest(String row, Scale scale, Duel duel, Duel raw) {
        return new Line(
                row + ", p99",
                "p99 of " + Line.count(scale.chats() * Library.MESSAGES / 100.0),
                growth(duel),
                Bar.atMost(1.5),
                micros(duel.ours()) + " against " + micros(duel.baseline()) + "; raw JDBC "
                        + Line.number(Line.median(growth(raw))));
    }

    private static List<Double> growth(Duel duel) {
        return Sample.ratios(duel.ours(), duel.baseline(), sample -> sample.percentile(0.99));
    }

    private static String micros(List<Sample> samples) {
        return Line.number(Sample.median(samples, sample -> sample.percentile(0.99)) / 1e3) + " µs";
    }

    private static RawPage raw(Library library) throws SQLException {
        return new RawPage(library.file(), library.chatter().owner());
    }

    private static Storage open(Library library) {
        Storage storage = JdbcStorage.h2(library.file());
        storage.start();
        return storage;
    }

    private static Loop.Call pages(Storage storage, Library library) {
        Random random = new Random(1);
        return () -> {
            var chat = library.chat(random.nextInt(Integer.MAX_VALUE));
            int before = PAGE + 2 + random.nextInt(Library.MESSAGES - PAGE);
            return full(storage.read(unit ->
                    unit.get(ChatRepository.class).messages(library.chatter().owner(), chat, before, PAGE)));
        };
    }

    private static Loop.Call pages(RawPage raw, Library library) {
        Random random = new Random(1);
        return () -> {
            var chat = library.chat(random.nextInt(Integer.MAX_VALUE));
            int before = PAGE + 2 + random.nextInt(Library.MESSAGES - PAGE);
            return full(raw.read(chat, before));
        };
    }

    private static List<?> full(List<?> page) {
        if (page.size() != PAGE) {
            throw new IllegalStateException("A page of " + page.size());
        }
        return page;
    }
}
