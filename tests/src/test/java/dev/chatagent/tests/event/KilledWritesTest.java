package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.testkit.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 at random points of writing a message and telling of it: both are there or neither, and what was heard is there. */
@Tag("proof")
class KilledWritesTest {
    private static final int MAX_ACKNOWLEDGED = 80;
    private static final int MAX_MICROS = 20_000;
    /** Then the files are made anew, so that reading all of them does not take longer and longer. */
    private static final int KILLS_A_DATABASE = 10;

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int acknowledged;
    private int heard;
    private int stored;

    /** A kind of embedded database. */
    private enum Kind {
        H2,
        SQLITE;

        String url(Path home) {
            return this == H2 ? "jdbc:h2:file:" + home.resolve("killed") : "jdbc:sqlite:" + home.resolve("killed.db");
        }
    }

    @ParameterizedTest
    @CsvSource({"H2, 3", "SQLITE, 1"})
    void message_and_event_are_both_there_or_neither(Kind kind, int kills, @TempDir Path home) throws Exception {
        kill(kind, kills, home);
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({"H2, 150", "SQLITE, 50"})
    void message_and_event_are_both_there_or_neither_at_200_points(Kind kind, int kills, @TempDir Path home)
            throws Exception {
        kill(kind, kills, home);
    }

    private void kill(Kind kind, int kills, Path home) throws Exception {
        System.out.println("KilledWritesTest: -Dchatagent.seed=" + seed);
        Path directory = home;
        for (int i = 0; i < kills; i++) {
            if (i % KILLS_A_DATABASE == 0) {
                directory = Files.createDirectory(home.resolve("" + i));
            }
            List<String> said = saidUntilKilled(kind.url(directory), directory);
            try (Connection connection = DriverManager.getConnection(kind.url(directory))) {
                check(new KilledLog(connection), said);
            }
        }
        System.out.printf(
                "KilledWritesTest %s: %d kills, %d messages acknowledged, %d stored, %d events heard: "
                        + "0 messages without event, 0 events without message, 0 heard and gone, no gap%n",
                kind, kills, acknowledged, stored, heard);
        assertThat(acknowledged).isGreaterThanOrEqualTo(kills);
        assertThat(heard).isGreaterThanOrEqualTo(kills);
    }

    /** Kills a moment after a random number of messages has been acknowledged; what was said until then counts. */
    private List<String> saidUntilKilled(String url, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildJvm.command(KilledWriter.class, url, directory.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int left = 1 + random.nextInt(MAX_ACKNOWLEDGED);
        List<String> said = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (int read = out.read(); read >= 0; read = out.read()) {
                if (read != '\n') {
                    line.append((char) read);
                    continue;
                }
                said.add(line.toString());
                left -= line.indexOf(KilledWriter.SENT) == 0 ? 1 : 0;
                if (left == 0) {
                    LockSupport.parkNanos(random.nextInt(MAX_MICROS) * 1_000L);
                    process.toHandle().destroyForcibly(); // the process itself would close what it said
                }
                line.setLength(0); // what is left in the end was cut off
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    private void check(KilledLog log, List<String> said) {
        log.bothOrNeither();
        stored += log.messages.size();
        for (String line : said) {
            String[] words = line.split(" ", -1);
            if (line.startsWith(KilledWriter.SENT)) {
                assertThat(log.messages).contains(words[1]);
                acknowledged++;
            } else if (line.startsWith(KilledWriter.HEARD)) {
                assertThat(log.events).containsEntry(words[1] + " " + words[2], words[3]);
                heard++;
            }
        }
    }
}
