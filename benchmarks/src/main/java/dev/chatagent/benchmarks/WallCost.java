package dev.chatagent.benchmarks;

import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.health.Metric;
import dev.chatagent.id.ChatId;
import dev.chatagent.jdbc.JdbcStorage;
import dev.chatagent.storage.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What row-level security costs on the server of {@link PostgresAppend}: the same calls in two databases, one with it. The role
 * must not be a superuser.
 */
final class WallCost implements Row {
    private static final int CHATS = 64;
    private static final int MESSAGES = 500;
    private static final int PAGE = 50;

    @Override
    public String name() {
        return "wall";
    }

    /** A storage with the chats of one person in it. */
    private record Side(Storage storage, Chatter chatter) {
        static Side fill(Storage storage) {
            storage.start();
            Chatter chatter = Chatter.in(storage, CHATS);
            for (ChatId chat : chatter.chats()) {
                storage.write(unit -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        unit.get(ChatRepository.class).append(chatter.owner(), chat, Chatter.message());
                    }
                    return true;
                });
            }
            return new Side(storage, chatter);
        }

        Loop.Call append(ChatId chat) {
            return () -> storage.write(
                    unit -> unit.get(ChatRepository.class).append(chatter.owner(), chat, Chatter.message()));
        }

        Loop.Call page() {
            Random random = new Random(7);
            return () -> {
                ChatId chat = chatter.chats().get(random.nextInt(CHATS));
                int before = random.nextInt(PAGE, MESSAGES);
                return storage.read(
                        unit -> unit.get(ChatRepository.class).messages(chatter.owner(), chat, before, PAGE));
            };
        }

        Loop.Call account() {
            return () -> storage.read(unit -> unit.get(UserRepository.class).find(chatter.owner()));
        }

        Loop.Call search() {
            SearchWords words = SearchWords.parse("nowhere");
            return () -> storage.read(
                    unit -> unit.get(MessageSearch.class).search(chatter.owner(), words, Optional.empty(), 20));
        }

        Sample appends(Duration time, int callers) throws Exception {
            return Loop.timed(
                    time,
                    chatter.chats().subList(0, callers).stream()
                            .map(this::append)
                            .toList());
        }
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        if (PostgresAppend.server().isEmpty()) {
            System.err.println("No rows of row-level security: CHATAGENT_BENCH_POSTGRES names no server");
            return List.of();
        }
        String url = PostgresAppend.server().get() + "_wall_" + System.nanoTime();
        try (Storage behind = JdbcStorage.at(url + "_on").behindRowSecurity();
                Storage open = JdbcStorage.at(url + "_off")) {
            Side walled = Side.fill(behind);
            Side bare = Side.fill(open);
            return List.of(
                    appends(scale, walled, bare, CHATS),
                    appends(scale, walled, bare, 1),
                    line("page of 50", scale, walled.page(), bare.page()),
                    line("account by its id", scale, walled.account(), bare.account()),
                    line("search that finds nothing", scale, walled.search(), bare.search()));
        }
    }

    private static Line appends(Scale scale, Side walled, Side bare, int callers) throws Exception {
        Duel duel = Duel.fight(scale, time -> walled.appends(time, callers), time -> bare.appends(time, callers));
        return new Line(
                "row-level security: append, " + callers + " callers",
                "the same without it",
                Sample.ratios(duel.ours(), duel.baseline(), Sample::perSecond),
                Bar.atLeast(0.8),
                Sample.rates(duel.ours(), duel.baseline()) + "; units a commit "
                        + Line.number(unitsACommit(walled.storage())) + " against "
                        + Line.number(unitsACommit(bare.storage())));
    }

    /** Since the start of the storage: what shares a commit decides the rate of many callers. */
    private static double unitsACommit(Storage storage) {
        return storage.metrics().stream()
                .filter(metric -> metric.name().equals("chatagent_database_commit_units"))
                .map(Metric.Histogram.class::cast)
                .mapToDouble(units -> units.sum() / units.count())
                .findFirst()
                .orElseThrow();
    }

    private static Line line(String what, Scale scale, Loop.Call walled, Loop.Call bare) throws Exception {
        Duel duel =
                Duel.fight(scale, time -> Loop.timed(time, List.of(walled)), time -> Loop.timed(time, List.of(bare)));
        return duel.line("row-level security: " + what, "the same without it", Bar.atLeast(0.6));
    }
}
