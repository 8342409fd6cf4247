package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a backup's file, and that nothing else is ever taken for it. */
class BackupFileTest {
    private static final Optional<Passphrase> NONE = Optional.empty();
    private static final Optional<Passphrase> RIGHT = Optional.of(new Passphrase("four words that differ"));
    private static final Optional<Passphrase> WRONG = Optional.of(new Passphrase("four words that differs"));
    /** Places of a file beside its edges; the long form takes more. */
    private static final int PLACES = 40;

    private static final int MANY_PLACES = 200;

    /** What all cases look at and none changes. */
    @TempDir
    private static Path made;

    private static Path plain;
    private static Path sealed;
    private static ArchiveSummary written;

    @TempDir
    private Path directory;

    @BeforeAll
    static void write() {
        plain = made.resolve("plain.backup");
        sealed = made.resolve("sealed.backup");
        try (JdbcStorage storage = JdbcStorage.h2(made.resolve("source"))) {
            storage.start();
            FilledStorage.fill(storage, 300);
            Archive archive = storage.archive().orElseThrow();
            written = archive.write(plain, FilledStorage.T, NONE, Progress.NONE);
            archive.write(sealed, FilledStorage.T, RIGHT, Progress.NONE);
        }
    }

    private Archive archive() {
        return JdbcStorage.h2(directory.resolve("target")).archive().orElseThrow();
    }

    private AbstractThrowableAssert<?, ?> refusal(Path file, Optional<Passphrase> passphrase) {
        return assertThatThrownBy(() -> archive().restore(file, passphrase, true, Progress.NONE))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private void requireNothingTouched() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(Path::getFileName).map(String::valueOf))
                    .noneMatch(name -> name.startsWith("target") || name.contains("restoring"));
        }
    }

    @Test
    void every_table_has_rows_and_all_of_them_come_back() {
        assertThat(written.tables().values())
                .allSatisfy(table -> assertThat(table.rows()).isPositive());
        assertThat(written.rows()).isGreaterThan(900);
        assertThat(archive().verify(plain, NONE, Progress.NONE)).isEqualTo(written);
        assertThat(archive().verify(sealed, RIGHT, Progress.NONE).tables()).isEqualTo(written.tables());
    }

    @Test
    void files_are_for_their_owner_alone_and_nothing_lies_beside_them() throws Exception {
        for (Path file : List.of(plain, sealed)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        try (Stream<Path> files = Files.list(made)) {
            assertThat(files.map(Path::getFileName).map(String::valueOf))
                    .containsExactlyInAnyOrder("plain.backup", "sealed.backup", "source.mv.db", "source.claim");
        }
    }

    @Test
    void encrypted_file_shows_nothing_of_its_rows() throws Exception {
        String bytes = Files.readString(sealed, StandardCharsets.ISO_8859_1);
        assertThat(bytes).startsWith("CHATBKUP").doesNotContain("example.org", "token of");
        refusal(sealed, NONE).hasMessageContaining("no passphrase was given");
        refusal(sealed, WRONG).hasMessageContaining("another passphrase");
        requireNothingTouched();
    }

    @Test
    void two_encrypted_backups_share_neither_salt_nor_bytes() throws Exception {
        Path again = directory.resolve("again.backup");
        try (JdbcStorage storage = JdbcStorage.h2(made.resolve("source"))) {
            storage.start();
            storage.archive().orElseThrow().write(again, FilledStorage.T, RIGHT, Progress.NONE);
        }
        BackupKey.Encryption first = encryption(sealed);
        BackupKey.Encryption second = encryption(again);
        assertThat(first.iterations()).isGreaterThanOrEqualTo(210_000);
        assertThat(first.salt()).isNotEqualTo(second.salt());
        assertThat(Files.mismatch(sealed, again)).isBetween(0L, 4_000L);
    }

    private static BackupKey.Encryption encryption(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return java.util.Objects.requireNonNull(
                    BackupHeader.read(in).header().encryption());
        }
    }

    private void write(Path file, byte[] bytes) throws Exception {
        Files.write(file, bytes);
    }

    private int[] places(byte[] file, int count, long seed) throws Exception {
        int header = headerLength(file);
        int[] edges = {
            0,
            7,
            8,
            11,
            12,
            15,
            16,
            header - 33,
            header - 32,
            header - 1,
            header,
            header + 3,
            header + 4,
            file.length - 33,
            file.length - 17,
            file.length - 1
        };
        Random random = new Random(seed);
        return java.util.stream.IntStream.concat(Arrays.stream(edges), random.ints(count, 0, file.length))
                .toArray();
    }

    private static int headerLength(byte[] file) {
        return 16 + java.nio.ByteBuffer.wrap(file).getInt(12) + 32;
    }

    @Test
    void flipped_byte_is_noticed_wherever_it_is() throws Exception {
        flip(PLACES);
    }

    @Test
    @Tag("long")
    void flipped_byte_is_noticed_at_many_places() throws Exception {
        flip(MANY_PLACES);
    }

    private void flip(int count) throws Exception {
        byte[] bytes = Files.readAllBytes(plain);
        Path broken = directory.resolve("broken.backup");
        Random random = new Random(1);
        for (int place : places(bytes, count, 2)) {
            byte[] copy = bytes.clone();
            copy[place] ^= (byte) (1 << random.nextInt(8));
            write(broken, copy);
            refusal(broken, NONE).as("byte %d", place).hasMessageContaining("broken.backup");
        }
        requireNothingTouched();
    }

    @Test
    void flipped_byte_of_an_encrypted_file_is_noticed_wherever_it_is() throws Exception {
        flipEncrypted(PLACES);
    }

    @Test
    @Tag("long")
    void flipped_byte_of_an_encrypted_file_is_noticed_at_many_places() throws Exception {
        flipEncrypted(MANY_PLACES);
    }

    private void flipEncrypted(int count) throws Exception {
        byte[] bytes = Files.readAllBytes(sealed);
        Path broken = directory.resolve("broken.backup");
        int[] places = places(bytes, count, 3);
        for (int i = 0; i < places.length; i += 4) { // each costs a key derivation
            byte[] copy = bytes.clone();
            copy[places[i]] ^= 0x55;
            write(broken, copy);
            refusal(broken, RIGHT).as("byte %d", places[i]).hasMessageContaining("broken.backup");
        }
        requireNothingTouched();
    }

    @Test
    void file_that_is_cut_off_is_noticed_wherever_it_ends() throws Exception {
        cutOff(PLACES);
    }

    @Test
    @Tag("long")
    void file_that_is_cut_off_is_noticed_at_many_ends() throws Exception {
        cutOff(MANY_PLACES);
    }

    private void cutOff(int count) throws Exception {
        byte[] bytes = Files.readAllBytes(plain);
        Path broken = directory.resolve("broken.backup");
        for (int place : places(bytes, count, 4)) {
            write(broken, Arrays.copyOf(bytes, place));
            refusal(broken, NONE).as("after %d bytes", place).hasMessageContaining("broken.backup");
        }
        write(broken, Arrays.copyOf(bytes, bytes.length + 1));
        refusal(broken, NONE).hasMessageContaining("behind its end");
        requireNothingTouched();
    }

    @Test
    void chunks_that_change_places_are_noticed() throws Exception {
        for (Path file : List.of(plain, sealed)) {
            byte[] bytes = Files.readAllBytes(file);
            int overhead = file.equals(plain) ? 32 : 16;
            int first = headerLength(bytes);
            int size = 4 + ChunkSeal.MAX_BYTES + overhead;
            assertThat(bytes.length).as("two whole chunks").isGreaterThan(first + 2 * size);
            byte[] copy = bytes.clone();
            System.arraycopy(bytes, first, copy, first + size, size);
            System.arraycopy(bytes, first + size, copy, first, size);
            Path broken = directory.resolve("broken.backup");
            write(broken, copy);
            refusal(broken, RIGHT).hasMessageContaining("chunk 0");
        }
    }

    @Test
    void file_that_is_cut_off_and_marked_as_complete_is_noticed() throws Exception {
        for (Path file : List.of(plain, sealed)) {
            byte[] bytes = Files.readAllBytes(file);
            int first = headerLength(bytes);
            int end = first + 4 + ChunkSeal.MAX_BYTES + (file.equals(plain) ? 32 : 16);
            byte[] copy = Arrays.copyOf(bytes, end);
            copy[first] |= (byte) 0x80;
            Path broken = directory.resolve("broken.backup");
            write(broken, copy);
            refusal(broken, RIGHT).hasMessageContaining("chunk 0");
        }
    }

    @Test
    void newer_schema_and_newer_format_are_refused_by_their_numbers() throws Exception {
        BackupHeader mine = BackupHeader.now(FilledStorage.T, null);
        Path newer = directory.resolve("newer.backup");
        try (var out = Files.newOutputStream(newer)) {
            new BackupHeader("9.9.9", BackupTable.SCHEMA + 1, mine.created(), mine.tables(), null).write(out);
        }
        refusal(newer, NONE)
                .hasMessageContaining("schema " + (BackupTable.SCHEMA + 1))
                .hasMessageContaining("9.9.9");
        byte[] bytes = Files.readAllBytes(plain);
        int header = headerLength(bytes) - 32;
        bytes[11] = 2;
        byte[] digest = Digests.sha256(Arrays.copyOf(bytes, header));
        System.arraycopy(digest, 0, bytes, header, digest.length);
        write(newer, bytes);
        refusal(newer, NONE).hasMessageContaining("format 2");
        requireNothingTouched();
    }

    @Test
    void other_files_are_no_backups() throws Exception {
        Path other = directory.resolve("other");
        for (String text : List.of("", "C", "CHATBKUP", "PK\u0003\u0004 something else entirely")) {
            write(other, text.getBytes(StandardCharsets.UTF_8));
            refusal(other, NONE).hasMessageContaining("other");
        }
        refusal(made.resolve("source.mv.db"), NONE).hasMessageContaining("no chatagent backup");
    }

    @Test
    void header_that_names_other_tables_or_columns_is_refused() throws Exception {
        BackupHeader mine = BackupHeader.now(FilledStorage.T, null);
        Path odd = directory.resolve("odd.backup");
        for (BackupHeader.Table table : List.of(
                new BackupHeader.Table("users; DROP TABLE users", List.of()),
                new BackupHeader.Table("users", List.of(List.of("id", "text"))),
                new BackupHeader.Table("users", List.of(List.of("1) --", "uuid"))))) {
            try (var out = Files.newOutputStream(odd)) {
                new BackupHeader("0", 1, mine.created(), List.of(table), null).write(out);
            }
            refusal(odd, NONE).hasMessageContaining("does not know");
        }
    }
}
