package dev.chatagent.file;

import static dev.chatagent.file.Samples.joined;
import static dev.chatagent.file.Samples.latin;
import static dev.chatagent.file.Samples.replaced;
import static dev.chatagent.file.Samples.utf8;
import static dev.chatagent.file.Samples.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipCheckTest {
    @TempDir
    private Path directory;

    private void check(byte[] bytes) throws IOException {
        Path file = directory.resolve("file");
        Files.write(file, bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            Upload.check(FileType.ZIP, new Content(channel));
        }
    }

    private void assertRefused(String code, byte[] bytes) {
        assertThatThrownBy(() -> check(bytes))
                .isInstanceOfSatisfying(ChatAgentException.class, e -> assertThat(e.fieldErrors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.code()).isEqualTo(code)));
    }

    /** Where the directory says how large the first file is. */
    private static int directory(byte[] zip) {
        return new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
    }

    private static byte[] with(byte[] zip, int at, int value) {
        byte[] copy = zip.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return copy;
    }

    @Test
    void bomb_is_refused_by_what_it_says() {
        assertRefused("inflates_too_much", zip("zeros", new byte[30 << 20]));
    }

    @Test
    void bomb_that_lies_about_its_size_is_refused_by_what_comes_out() {
        byte[] bomb = zip("zeros", new byte[30 << 20]);
        byte[] lying = with(bomb, directory(bomb) + 24, 1_000);
        assertRefused("inflates_too_much", lying);
        byte[] small = zip("text", utf8("x".repeat(5_000)));
        assertRefused("not_as_declared", with(small, directory(small) + 24, 4_999));
    }

    @Test
    void too_many_files_are_refused() {
        List<Object> files = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            files.add("f" + i);
            files.add(new byte[0]);
        }
        assertRefused("too_many_entries", zip(files.toArray()));
    }

    @Test
    void archive_in_an_archive_is_refused() {
        assertRefused("nested", zip("inner.zip", zip("a", utf8("x"))));
        assertRefused("nested", zip("looks-harmless.txt", zip("a", utf8("x"))));
        assertRefused("nested", zip("x.txt", latin("\u001f\u008b\b\0\0\0\0\0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/etc/passwd", "..\\evil", "C:evil", "a\nb", "a/.."})
    void file_that_leads_out_is_refused(String name) {
        assertRefused("path", zip(name, utf8("x")));
    }

    @Test
    void files_that_share_bytes_are_refused() {
        byte[] zip = zip("a", utf8("x"), "b", utf8("x"));
        int second = new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0001\u0002");
        byte[] sharing = replaced(with(zip, second + 42, 0), "zzzz", "zzzz");
        sharing[second + 46] = 'a';
        assertThatThrownBy(() -> check(sharing)).isInstanceOf(ChatAgentException.class); // one name twice
        byte[] gap = joined(zip("a", utf8("x")), new byte[0]);
        int at = directory(gap);
        byte[] hidden = joined(
                java.util.Arrays.copyOf(gap, at), new byte[100], java.util.Arrays.copyOfRange(gap, at, gap.length));
        assertRefused("overlapping", with(hidden, hidden.length - 6, at + 100));
    }

    @Test
    void two_files_of_one_name_are_refused() {
        assertRefused("ambiguous", replaced(zip("a1", utf8("x"), "a2", utf8("y")), "a2", "A1"));
    }

    @Test
    void names_that_differ_between_the_directory_and_the_file_are_refused() {
        byte[] zip = zip("good", utf8("x"));
        byte[] copy = zip.clone();
        copy[directory(zip) + 46] = 'b';
        assertRefused("ambiguous", copy);
    }

    @Test
    void what_is_ahead_or_behind_is_refused() {
        byte[] zip = Samples.of(FileType.ZIP);
        assertRefused("not_as_declared", joined(latin("#!/bin/sh\n"), zip));
        assertRefused("not_as_declared", joined(zip, latin("x")));
        assertRefused("not_as_declared", latin("PK\u0005\u0006" + "\0".repeat(18))); // nothing in it
    }

    @Test
    void symbolic_link_and_encryption_are_refused() {
        byte[] zip = zip("a", utf8("target"));
        int at = directory(zip);
        assertRefused("link", with(zip, at + 38, 0xa1ff << 16));
        byte[] encrypted = zip.clone();
        encrypted[at + 8] |= 1;
        assertRefused("not_readable", encrypted);
    }
}
