package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.file.FileRepository;
import dev.chatagent.file.FileRepository.Keyed;
import dev.chatagent.file.FileRepository.ListPosition;
import dev.chatagent.file.FileRepository.Taken;
import dev.chatagent.file.StoredFile;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every storage keeps to about files. */
abstract class FileRowsContract extends ChatRowsContract {
    private static final int PIECE = 256 * 1024;

    private StoredFile begin(ChatId in, long size, Instant created, @Nullable String key) {
        FileId id = new FileId(UUID.randomUUID());
        StoredFile file = new StoredFile(id, in, "ü😀.txt", "text/plain", size, "ab".repeat(32), null, created);
        return write(FileRepository.class, files -> {
            files.insert(owner, TenantId.DEFAULT, file, key);
            return file;
        });
    }

    private StoredFile store(ChatId in, byte[] piece, Instant created) {
        StoredFile file = begin(in, piece.length, created, null);
        flag(write(FileRepository.class, files -> {
                    files.append(owner, file.id(), 0, piece);
                    return files.complete(owner, file.id());
                }))
                .isTrue();
        return file;
    }

    private Optional<StoredFile> find(UserId user, ChatId in, FileId id) {
        return read(FileRepository.class, files -> files.find(user, in, id));
    }

    private Optional<byte[]> piece(UserId user, FileId id, int index) {
        return read(FileRepository.class, files -> files.piece(user, id, index));
    }

    private Taken taken() {
        return taken(owner);
    }

    private Taken taken(UserId user) {
        return read(FileRepository.class, files -> files.taken(user, chat));
    }

    @Test
    void file_comes_back_byte_for_byte() {
        newChat(chat, T);
        byte[] full = new byte[PIECE];
        new Random(1).nextBytes(full);
        byte[] last = {0, -1, 127, -128, '\n', '\r', '\\', '\''};
        StoredFile file = begin(chat, full.length + last.length, T, null);
        write(FileRepository.class, files -> {
            files.append(owner, file.id(), 0, full);
            return true;
        });
        write(FileRepository.class, files -> {
            files.append(owner, file.id(), 1, last);
            return files.complete(owner, file.id());
        });
        optional(find(owner, chat, file.id())).contains(file);
        assertThat(piece(owner, file.id(), 0).orElseThrow()).isEqualTo(full);
        assertThat(piece(owner, file.id(), 1).orElseThrow()).isEqualTo(last);
        optional(piece(owner, file.id(), 2)).isEmpty();
    }

    @Test
    void file_exists_once_it_is_complete_and_its_room_is_taken_before() {
        newChat(chat, T);
        StoredFile file = begin(chat, 70, T, null);
        write(FileRepository.class, files -> {
            files.append(owner, file.id(), 0, new byte[70]);
            return true;
        });
        optional(find(owner, chat, file.id())).isEmpty();
        optional(piece(owner, file.id(), 0)).isEmpty();
        list(read(FileRepository.class, files -> files.list(owner, chat, Optional.empty(), 9)))
                .isEmpty();
        assertThat(taken()).isEqualTo(new Taken(70, 1));
        flag(write(FileRepository.class, files -> files.complete(owner, file.id())))
                .isTrue();
        optional(find(owner, chat, file.id())).isPresent();
        assertThatThrownBy(() -> write(FileRepository.class, files -> {
                    files.append(owner, file.id(), 1, new byte[1]);
                    return true;
                }))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void files_of_a_stranger_do_not_exist() {
        newChat(chat, T);
        StoredFile file = store(chat, new byte[] {1}, T);
        flag(read(FileRepository.class, files -> files.hasChat(owner, chat))).isTrue();
        flag(read(FileRepository.class, files -> files.hasChat(stranger, chat))).isFalse();
        optional(find(stranger, chat, file.id())).isEmpty();
        optional(piece(stranger, file.id(), 0)).isEmpty();
        list(read(FileRepository.class, files -> files.list(stranger, chat, Optional.empty(), 9)))
                .isEmpty();
        flag(write(FileRepository.class, files -> files.delete(stranger, chat, file.id())))
                .isFalse();
        flag(write(FileRepository.class, files -> files.complete(stranger, file.id())))
                .isFalse();
        write(FileRepository.class, files -> {
            files.attach(stranger, file.id(), new MessageId(chat, 1));
            return true;
        });
        optional(find(owner, chat, file.id())).contains(file);
        assertThat(taken(stranger)).isEqualTo(new Taken(0, 0));
        StoredFile foreign =
                new StoredFile(new FileId(UUID.randomUUID()), chat, "x.txt", "text/plain", 1, "h", null, T);
        assertThatThrownBy(() -> write(FileRepository.class, files -> {
                    files.insert(stranger, TenantId.DEFAULT, foreign, null);
                    return true;
                }))
                .isInstanceOf(ChatAgentException.class);
    }

    @Test
    void file_is_found_in_its_own_chat_alone() {
        newChat(chat, T);
        ChatId other = new ChatId(UUID.randomUUID());
        newChat(other, T);
        StoredFile file = store(chat, new byte[] {1}, T);
        optional(find(owner, other, file.id())).isEmpty();
        flag(write(FileRepository.class, files -> files.delete(owner, other, file.id())))
                .isFalse();
        optional(find(owner, chat, file.id())).isPresent();
    }

    @Test
    void pages_of_files_join_without_overlap_newest_first() {
        newChat(chat, T);
        for (int i = 0; i < 7; i++) {
            store(chat, new byte[] {1}, T.plusSeconds(i / 2)); // some of the same moment
        }
        List<StoredFile> all = new ArrayList<>();
        Optional<ListPosition> after = Optional.empty();
        for (int i = 0; i < 4; i++) {
            Optional<ListPosition> from = after;
            List<StoredFile> page = read(FileRepository.class, files -> files.list(owner, chat, from, 2));
            all.addAll(page);
            StoredFile last = page.get(page.size() - 1);
            after = Optional.of(new ListPosition(last.createdAt(), last.id()));
        }
        assertThat(new HashSet<>(all)).hasSize(7);
        assertThat(all).isSortedAccordingTo((a, b) -> b.createdAt().compareTo(a.createdAt()));
    }

    @Test
    void first_message_that_refers_to_a_file_is_noted() {
        newChat(chat, T);
        StoredFile file = store(chat, new byte[] {1}, T);
        for (int seq : new int[] {3, 5}) {
            write(FileRepository.class, files -> {
                files.attach(owner, file.id(), new MessageId(chat, seq));
                return true;
            });
        }
        assertThat(find(owner, chat, file.id()).orElseThrow().message()).isEqualTo(new MessageId(chat, 3));
    }

    @Test
    void key_finds_its_owners_file_complete_or_not() {
        newChat(chat, T);
        StoredFile file = begin(chat, 1, T, "key");
        optional(read(FileRepository.class, files -> files.findByKey(owner, "key")))
                .contains(new Keyed(file, false));
        optional(read(FileRepository.class, files -> files.findByKey(stranger, "key")))
                .isEmpty();
        optional(read(FileRepository.class, files -> files.findByKey(owner, "other")))
                .isEmpty();
        write(FileRepository.class, files -> files.complete(owner, file.id()));
        optional(read(FileRepository.class, files -> files.findByKey(owner, "key")))
                .contains(new Keyed(file, true));
    }

    @Test
    void deleted_file_gives_back_its_room_and_takes_its_bytes_along() {
        newChat(chat, T);
        StoredFile file = store(chat, new byte[50], T);
        store(chat, new byte[20], T);
        flag(write(FileRepository.class, files -> files.delete(owner, chat, file.id())))
                .isTrue();
        flag(write(FileRepository.class, files -> files.delete(owner, chat, file.id())))
                .isFalse();
        optional(piece(owner, file.id(), 0)).isEmpty();
        assertThat(taken()).isEqualTo(new Taken(20, 1));
    }

    @Test
    void chat_that_is_deleted_takes_its_files_along() {
        newChat(chat, T);
        StoredFile file = store(chat, new byte[50], T);
        flag(write(ChatRepository.class, chats -> chats.delete(owner, chat))).isTrue();
        optional(piece(owner, file.id(), 0)).isEmpty();
        assertThat(taken()).isEqualTo(new Taken(0, 0));
    }

    @Test
    void room_is_counted_exactly_when_many_take_it_at_once() throws Exception {
        newChat(chat, T);
        List<Boolean> stored = atOnce(50, () -> storage().write(unit -> {
            FileRepository files = unit.get(FileRepository.class);
            if (files.taken(owner, chat).ownerBytes() + 10 > 205) {
                return false;
            }
            FileId id = new FileId(UUID.randomUUID());
            files.insert(
                    owner, TenantId.DEFAULT, new StoredFile(id, chat, "x.txt", "text/plain", 10, "h", null, T), null);
            return true;
        }));
        assertThat(stored.stream().filter(ok -> ok)).hasSize(20);
        assertThat(taken()).isEqualTo(new Taken(200, 20));
    }

    @Test
    void what_is_incomplete_or_unused_goes_after_its_time_and_nothing_else() {
        newChat(chat, T);
        StoredFile cut = begin(chat, 1, T, null);
        StoredFile unused = store(chat, new byte[1], T);
        StoredFile used = store(chat, new byte[1], T);
        write(FileRepository.class, files -> {
            files.attach(owner, used.id(), new MessageId(chat, 1));
            return true;
        });
        count(write(FileRepository.class, files -> files.prune(T, T, 9))).isZero();
        count(write(FileRepository.class, files -> files.prune(T.plusSeconds(1), T, 9)))
                .isEqualTo(1);
        flag(write(FileRepository.class, files -> files.complete(owner, cut.id())))
                .isFalse();
        optional(find(owner, chat, unused.id())).isPresent();
        count(write(FileRepository.class, files -> files.prune(T.plusSeconds(1), T.plusSeconds(1), 9)))
                .isEqualTo(1);
        optional(find(owner, chat, unused.id())).isEmpty();
        optional(find(owner, chat, used.id())).isPresent();
    }
}
