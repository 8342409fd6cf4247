package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2's files: interrupts leave them open and locked, and a close leaves them closed and free. */
class H2FilesTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void register() {
        H2Files.register();
        file = directory.resolve("database.mv.db");
    }

    private FileChannel open() throws Exception {
        return FilePath.get(H2Files.SCHEME + ":" + file).open("rw");
    }

    private boolean locked() throws Exception {
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = other.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    @Test
    void interrupts_leave_the_file_open_and_locked() throws Exception {
        try (FileChannel channel = open()) {
            assertThat(channel.tryLock()).isNotNull();
            for (int i = 0; i < 200; i++) {
                Thread.currentThread().interrupt();
                assertThat(channel.write(ByteBuffer.wrap(new byte[] {(byte) i, 7}), 2L * i))
                        .isEqualTo(2);
                Thread.currentThread().interrupt();
                channel.force(true);
                Thread.currentThread().interrupt();
                ByteBuffer back = ByteBuffer.allocate(2);
                assertThat(channel.read(back, 2L * i)).isEqualTo(2);
                assertThat(back.array()).containsExactly(i, 7);
            }
            Thread.currentThread().interrupt();
            assertThat(channel.size()).isEqualTo(400);
            assertThat(locked()).isTrue();
        }
        assertThat(locked()).isFalse();
    }

    @Test
    void file_that_was_closed_is_not_opened_again_by_who_comes_late() throws Exception {
        FileChannel channel = open();
        assertThat(channel.tryLock()).isNotNull();
        channel.close();
        Files.delete(file);
        Files.writeString(file, "another one");
        assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(new byte[] {1}), 0))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> channel.force(true)).isInstanceOf(ClosedChannelException.class);
        assertThat(locked()).isFalse();
        assertThat(file).hasContent("another one");
    }

    @Test
    void what_h2_forgot_is_closed_with_the_storage() throws Exception {
        JdbcStorage storage = JdbcStorage.h2(directory.resolve("database"));
        storage.start();
        FileChannel forgotten = FilePath.get(
                        H2Files.SCHEME + ":" + directory.toRealPath().resolve("database.temp.db"))
                .open("rw");
        FileChannel ofAnother = FilePath.get(
                        H2Files.SCHEME + ":" + directory.toRealPath().resolve("database2.mv.db"))
                .open("rw");
        storage.close();
        assertThat(forgotten.isOpen()).isFalse();
        assertThat(ofAnother.isOpen()).isTrue();
        ofAnother.close();
    }

    @Test
    void position_moves_with_what_is_read_and_written_in_a_row() throws Exception {
        try (FileChannel channel = open()) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            assertThat(channel.position()).isEqualTo(4);
            Thread.currentThread().interrupt();
            ByteBuffer two = ByteBuffer.allocate(2);
            channel.position(1).read(two);
            assertThat(two.array()).containsExactly(2, 3);
            assertThat(channel.position()).isEqualTo(3);
            assertThat(channel.truncate(2).position()).isEqualTo(2);
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }
}
