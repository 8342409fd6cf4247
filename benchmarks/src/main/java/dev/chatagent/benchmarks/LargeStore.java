package dev.chatagent.benchmarks;

import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * What grows with what is kept: search in 100,000 messages of one person, the list of 10,000 chats, the append to a chat of
 * 50,000 messages. Milliseconds, not ratios: the bars are.
 */
final class LargeStore implements Row {
    private static final int VOCABULARY = 20_000;
    private static final int PIECE = 500;
    private static final int QUERIES = 200;

    @Override
    public String name() {
        return "large";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        List<Line> lines = new ArrayList<>();
        try (Folder folder = Folder.create();
                Storage storage = JdbcStorage.h2(folder.path().resolve("large"))) {
            storage.start();
            lines.addAll(measure("H2", storage, scale));
        }
        Optional<String> postgres = PostgresAppend.server();
        if (postgres.isPresent()) {
            try (Storage storage = JdbcStorage.at(postgres.get() + "_large_" + System.nanoTime())) {
                storage.start();
                lines.addAll(measure("PostgreSQL", storage, scale));
            }
        }
        return lines;
    }

    private static List<Line> measure(String kind, Storage storage, Scale scale) throws Exception {
        int messages = scale.chats() * 100;
        UserId reader = person(storage, "reader@example.org");
        for (int chat = 0; chat < scale.chats(); chat++) {
            fill(storage, reader, newChat(storage, reader, chat), 100, chat);
        }
        UserId lister = person(storage, "lister@example.org");
        for (int chat = 0; chat < scale.chats() * 10; chat++) {
            newChat(storage, lister, chat);
        }
        UserId writer = person(storage, "writer@example.org");
        ChatId fresh = newChat(storage, writer, 0);
        fill(storage, writer, fresh, 10, 1);
        ChatId old = newChat(storage, writer, 1);
        fill(storage, writer, old, scale.chats() * 50, 2);
        ChatId plain = newChat(storage, writer, 2);
        fill(storage, writer, plain, 100, 3);
        return List.of(
                pages(kind, storage, scale, writer, plain, old),
                slowest(
                        kind + ": search in " + Line.count(messages) + " messages, p95",
                        searches(storage, reader, scale),
                        150),
                slowest(
                        kind + ": page of " + Line.count(scale.chats() * 10.0) + " chats, p95",
                        lists(storage, lister, scale),
                        50),
                appends(kind, storage, scale, writer, fresh, old));
    }

    private static UserId person(Storage storage, String email) {
        UserId id = new UserId(UUID.randomUUID());
        User user = new User(id, email, "A", List.of("user"), TenantId.DEFAULT, Instant.EPOCH);
        storage.write(unit -> unit.get(UserRepository.class).insert(user, "hash"));
        return id;
    }

    private static ChatId newChat(Storage storage, UserId owner, int number) {
        ChatId id = new ChatId(UUID.randomUUID());
        Instant at = Instant.EPOCH.plusSeconds(number);
        storage.write(unit -> {
            unit.get(ChatRepository.class)
                    .insert(owner, TenantId.DEFAULT, new ChatSession(id, "A chat", "echo", at, at, 0));
            return true;
        });
        return id;
    }

    private static void fill(Storage storage, UserId owner, ChatId chat, int messages, int seed) {
        Random random = new Random(seed);
        for (int from = 0; from < messages; from += PIECE) {
            int count = Math.min(PIECE, messages - from);
            storage.write(unit -> {
                for (int i = 0; i < count; i++) {
                    unit.get(ChatRepository.class).append(owner, chat, message(text(random)));
                }
                return true;
            });
        }
    }

    private static NewMessage message(String text) {
        return new NewMessage(
                null, MessageRole.USER, List.of(new Part.Text(text)), MessageStatus.COMPLETE, Instant.now(), null);
    }

    /** Thirty words of which some come often and most hardly ever, as in a language. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            text.append(word(random)).append(i % 10 == 9 ? ". " : " ");
        }
        return text.toString();
    }

    private static String word(Random random) {
        double skewed = Math.pow(random.nextDouble(), 4);
        return "w" + Integer.toString((int) (skewed * VOCABULARY) + 1_000, 36);
    }

    private static List<Sample> searches(Storage storage, UserId reader, Scale scale) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (int round = 0; round < scale.rounds(); round++) {
            Random random = new Random(round);
            samples.add(Loop.counted(QUERIES, () -> {
                SearchWords words = SearchWords.parse(word(random) + " " + word(random));
                return storage.read(unit -> unit.get(MessageSearch.class).search(reader, words, Optional.empty(), 20));
            }));
        }
        return samples;
    }

    private static List<Sample> lists(Storage storage, UserId lister, Scale scale) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (int round = 0; round < scale.rounds(); round++) {
            Random random = new Random(round);
            samples.add(Loop.counted(QUERIES, () -> {
                Instant before = Instant.EPOCH.plusSeconds(random.nextInt(scale.chats() * 10));
                var after = new ChatRepository.ListPosition(before, new ChatId(new UUID(0, 0)));
                return storage.read(unit -> unit.get(ChatRepository.class).list(lister, Optional.of(after), 50));
            }));
        }
        return samples;
    }

    private static Line slowest(String row, List<Sample> samples, double barMillis) {
        List<Double> millis =
                samples.stream().map(sample -> sample.percentile(0.95) / 1e6).toList();
        double median = Sample.median(samples, sample -> sample.percentile(0.5)) / 1e6;
        return new Line(row, "none, ms", millis, Bar.atMost(barMillis), "median call " + Line.number(median) + " ms");
    }

    private static Line pages(String kind, Storage storage, Scale scale, UserId writer, ChatId plain, ChatId old)
            throws Exception {
        int last = scale.chats() * 50;
        Duel duel = Duel.fight(
                scale,
                time -> Loop.timed(time, List.of(page(storage, writer, old, last))),
                time -> Loop.timed(time, List.of(page(storage, writer, plain, 100))));
        return new Line(
                kind + ": page of 50 of a chat of " + Line.count(last),
                "of a chat of 100, time of a call",
                Sample.ratios(duel.ours(), duel.baseline(), sample -> 1 / sample.perSecond()),
                Bar.atMost(1.5),
                Sample.rates(duel.ours(), duel.baseline()));
    }

    private static Loop.Call page(Storage storage, UserId owner, ChatId chat, int last) {
        Random random = new Random(1);
        return () -> {
            int before = 52 + random.nextInt(last - 50);
            return storage.read(unit -> unit.get(ChatRepository.class).messages(owner, chat, before, 50));
        };
    }

    private static Line appends(String kind, Storage storage, Scale scale, UserId writer, ChatId fresh, ChatId old)
            throws Exception {
        Duel duel = Duel.fight(
                scale,
                time -> Loop.timed(time, List.of(append(storage, writer, old))),
                time -> Loop.timed(time, List.of(append(storage, writer, fresh))));
        return new Line(
                kind + ": append as message " + Line.count(scale.chats() * 50.0),
                "as one of the first, time of a call",
                Sample.ratios(duel.ours(), duel.baseline(), sample -> 1 / sample.perSecond()),
                Bar.atMost(1.2),
                Sample.rates(duel.ours(), duel.baseline()));
    }

    private static Loop.Call append(Storage storage, UserId writer, ChatId chat) {
        NewMessage message = message("x".repeat(200));
        return () -> storage.write(unit -> unit.get(ChatRepository.class).append(writer, chat, message));
    }
}
