package dev.chatagent.jdbc;

import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.storage.Storage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Writes to the database of the kind, and in the directory, that its arguments name as fast as it can, making the file smaller meanwhile if the third one says so, and says of each write that it was acknowledged. */
final class PowerLossWriter {
    static final String ACKNOWLEDGED = "acknowledged ";
    static final StreamId STREAM = StreamId.of(new ChatId(new UUID(0, 1)));

    private static final int THREADS = 16;
    private static final String PADDING = "x".repeat(200);

    private PowerLossWriter() {}

    public static void main(String[] arguments) {
        Storage storage = Embedded.valueOf(arguments[0]).storage(Path.of(arguments[1]));
        storage.start();
        if (Boolean.parseBoolean(arguments[2])) {
            compact(((JdbcStorage) storage).file().orElseThrow());
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int t = 0; t < THREADS; t++) {
            String name = "thread " + t + " message ";
            new Thread(() -> {
                        for (int i = 0; ; i++) {
                            EventDraft draft = new EventDraft(STREAM, "test", Instant.EPOCH, name + i + " " + PADDING);
                            storage.write(
                                    unit -> unit.get(EventRepository.class).append(List.of(draft)));
                            synchronized (out) {
                                out.println(ACKNOWLEDGED + draft.json());
                            }
                        }
                    })
                    .start();
        }
    }

    /** All the time, whatever the size of the file. */
    private static void compact(Path file) {
        new Thread(() -> {
                    try (Connection connection =
                            DriverManager.getConnection(H2Url.of(file).url())) {
                        while (true) {
                            H2Compaction.open(connection, 0);
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
    }
}
