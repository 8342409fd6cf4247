package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.Part;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database is after a backup was restored into it, and before. */
class RestoreTest {
    private static final Optional<Passphrase> NONE = Optional.empty();

    @TempDir
    private Path directory;

    private Path backup;
    private UserId owner;
    private ArchiveSummary written;

    @BeforeEach
    void write() {
        backup = directory.resolve("first.backup");
        try (JdbcStorage storage = JdbcStorage.h2(directory.resolve("source"))) {
            storage.start();
            owner = FilledStorage.fill(storage, 50);
            written = archive(storage).write(backup, FilledStorage.T, NONE, Progress.NONE);
        }
    }

    private static Archive archive(Storage storage) {
        return storage.archive().orElseThrow();
    }

    private JdbcStorage target() {
        return JdbcStorage.h2(directory.resolve("sub/target"));
    }

    private ArchiveSummary restore(boolean replace) {
        return archive(target()).restore(backup, NONE, replace, Progress.NONE);
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("sub"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void restored_database_gives_the_same_backup() {
        assertThat(restore(false)).isEqualTo(written);
        try (JdbcStorage storage = target()) {
            storage.start();
            ArchiveSummary again =
                    archive(storage).write(directory.resolve("second.backup"), FilledStorage.T, NONE, Progress.NONE);
            assertThat(BackupRoundTripTest.butStreams(again)).isEqualTo(BackupRoundTripTest.butStreams(written));
        }
    }

    @Test
    void new_chats_and_streams_get_numbers_that_nothing_had() {
        restore(false);
        try (JdbcStorage storage = target()) {
            storage.start();
            for (int i = 0; i < 3; i++) {
                ChatId chat = new ChatId(UUID.randomUUID());
                List<Message> messages = storage.write(unit -> {
                    ChatRepository chats = unit.get(ChatRepository.class);
                    chats.insert(owner, TenantId.DEFAULT, FilledStorage.session(chat));
                    FilledStorage.append(chats, owner, chat, "new");
                    unit.get(EventRepository.class)
                            .append(List.of(new EventDraft(StreamId.of(chat), "t", FilledStorage.T, "{}")));
                    return chats.messages(owner, chat, 99, 99);
                });
                assertThat(messages).hasSize(1);
                assertThat(messages.get(0).parts()).containsExactly(new Part.Text("new"));
                assertThat(storage.<Integer>read(unit -> unit.get(EventRepository.class)
                                .read(StreamId.of(chat), 0, 99)
                                .size()))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void history_reads_as_it_did() {
        restore(false);
        try (JdbcStorage source = JdbcStorage.h2(directory.resolve("source"));
                JdbcStorage storage = target()) {
            source.start();
            storage.start();
            assertThat(history(storage)).isEqualTo(history(source)).hasSizeGreaterThan(50);
        }
    }

    private List<Message> history(Storage storage) {
        return storage.read(unit -> {
            ChatRepository chats = unit.get(ChatRepository.class);
            List<ChatSession> sessions = chats.list(owner, Optional.empty(), 99);
            return sessions.stream()
                    .flatMap(session -> chats.messages(owner, session.id(), 999, 999).stream())
                    .toList();
        });
    }

    @Test
    void database_with_rows_is_left_alone_unless_it_may_go() throws Exception {
        UserId before;
        try (JdbcStorage storage = target()) {
            storage.start();
            before = FilledStorage.fill(storage, 1);
        }
        assertThatThrownBy(() -> restore(false))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("not empty")
                .hasMessageContaining("--replace");
        assertThat(has(target(), before)).isTrue();
        assertThat(names()).noneMatch(name -> name.contains("-2"));
        restore(true);
        assertThat(has(target(), before)).isFalse();
        assertThat(has(target(), owner)).isTrue();
        String aside = names().stream()
                .filter(name -> name.startsWith("replaced-"))
                .findFirst()
                .orElseThrow();
        assertThat(has(JdbcStorage.h2(directory.resolve("sub").resolve(aside).resolve("target")), before))
                .isTrue();
    }

    private static boolean has(JdbcStorage storage, UserId user) {
        try (storage) {
            storage.start();
            return storage.read(
                    unit -> unit.get(UserRepository.class).find(user).isPresent());
        }
    }

    @Test
    void database_in_memory_is_filled_in_place_and_emptied_when_told() throws Exception {
        String url = "jdbc:h2:mem:restore;DB_CLOSE_DELAY=-1";
        try (JdbcStorage holder = JdbcStorage.at(url)) {
            holder.start();
            FilledStorage.fill(holder, 1);
            assertThatThrownBy(() -> archive(JdbcStorage.at(url)).restore(backup, NONE, false, Progress.NONE))
                    .hasMessageContaining("not empty");
            assertThat(archive(JdbcStorage.at(url)).restore(backup, NONE, true, Progress.NONE))
                    .isEqualTo(written);
        } finally {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            }
        }
    }

    @Test
    void database_that_a_server_uses_is_left_alone() {
        try (JdbcStorage storage = target()) {
            storage.start();
            for (boolean replace : new boolean[] {false, true}) {
                assertThatThrownBy(() -> restore(replace)).hasMessageContaining("Another chatagent uses the database");
            }
        }
    }

    @Test
    void work_that_is_ended_half_way_leaves_nothing() throws Exception {
        Progress ending = (step, rows) -> {
            if (step.startsWith("restoring chat_message")) {
                throw new CancellationException();
            }
        };
        assertThatThrownBy(() -> archive(target()).restore(backup, NONE, false, ending))
                .isInstanceOf(CancellationException.class);
        assertThat(names()).containsExactly("target.start");
        try (JdbcStorage source = JdbcStorage.h2(directory.resolve("source"))) {
            source.start();
            Path next = directory.resolve("next.backup");
            assertThatThrownBy(() -> archive(source).write(next, FilledStorage.T, NONE, ending))
                    .isInstanceOf(CancellationException.class);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(Path::getFileName).map(String::valueOf))
                        .noneMatch(name -> name.startsWith("next"));
            }
        }
    }

    @Test
    void export_is_a_line_of_json_for_each_row() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive(target()).export(backup, NONE, out, Progress.NONE);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize((int) written.rows());
        assertThat(lines).anyMatch(line -> line.startsWith("{\"table\":\"users\",\"id\":\"" + owner + "\""));
        assertThat(lines).allMatch(line -> line.startsWith("{\"table\":\"") && line.endsWith("}"));
    }

    @Test
    void whoever_heard_what_came_after_the_backup_cannot_resume_as_if_it_were_still_so() {
        requireAnotherHistory(StreamId.of(owner));
    }

    @Test
    void whoever_first_heard_something_after_the_backup_cannot_either() {
        ChatId silent = new ChatId(UUID.randomUUID());
        backup = directory.resolve("second.backup");
        try (JdbcStorage source = JdbcStorage.h2(directory.resolve("source"))) {
            source.start();
            source.write(unit -> {
                unit.get(ChatRepository.class).insert(owner, TenantId.DEFAULT, FilledStorage.session(silent));
                return true;
            });
            archive(source).write(backup, FilledStorage.T, NONE, Progress.NONE);
        }
        requireAnotherHistory(StreamId.of(silent));
    }

    private void requireAnotherHistory(StreamId stream) {
        long heard;
        try (JdbcStorage source = JdbcStorage.h2(directory.resolve("source"))) {
            source.start();
            append(source, stream, 5);
            heard = last(source, stream);
        }
        restore(false);
        try (JdbcStorage restored = target()) {
            restored.start();
            append(restored, stream, 10);
            long first = restored.read(unit -> unit.get(EventRepository.class).firstSeq(stream));
            assertThat(first - 1).isGreaterThan(heard);
            assertThat(last(restored, stream)).isEqualTo(first + 9);
            List<Event> told =
                    restored.read(unit -> unit.get(EventRepository.class).read(stream, first - 1, 100));
            assertThat(told).hasSize(10);
        }
    }

    private static void append(Storage storage, StreamId stream, int times) {
        EventDraft draft = new EventDraft(stream, "test", FilledStorage.T, "{}");
        storage.write(unit -> unit.get(EventRepository.class).append(Collections.nCopies(times, draft)));
    }

    private static long last(Storage storage, StreamId stream) {
        return storage.read(unit -> unit.get(EventRepository.class).lastSeq(stream));
    }
}
