package dev.chatagent.file;

import static dev.chatagent.file.Samples.joined;
import static dev.chatagent.file.Samples.latin;
import static dev.chatagent.file.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content against what it is declared to be. */
class ContentCheckTest {
    @TempDir
    private Path directory;

    private void check(FileType type, byte[] bytes) throws IOException {
        Path file = directory.resolve("file");
        Files.write(file, bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            Upload.check(type, new Content(channel));
        }
    }

    private void assertRefused(FileType type, String code, byte[] bytes) {
        assertThatThrownBy(() -> check(type, bytes))
                .isInstanceOfSatisfying(ChatAgentException.class, e -> assertThat(e.fieldErrors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.code()).isEqualTo(code)));
    }

    @ParameterizedTest
    @EnumSource(FileType.class)
    void what_programs_make_is_taken(FileType type) throws IOException {
        check(type, Samples.of(type));
    }

    @Test
    void other_forms_of_pictures_are_taken() throws IOException {
        check(FileType.WEBP, Samples.losslessWebp());
        byte[] jpeg = Samples.of(FileType.JPEG);
        check(FileType.JPEG, joined(jpeg, jpeg)); // as telephones append another one
        check(FileType.PNG, Samples.picture("png", 400, 300));
    }

    /** Whatever is cut, turned or doubled: refused in words, or taken; nothing else is thrown. */
    @ParameterizedTest
    @EnumSource(FileType.class)
    void damaged_content_is_refused_in_words(FileType type) {
        byte[] whole = Samples.of(type);
        Random random = new Random(11);
        for (int i = 0; i < 150; i++) {
            byte[] damaged = Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int j = 0; j < i % 5 && damaged.length > 0; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> {
                        try {
                            check(type, damaged);
                        } catch (ChatAgentException e) {
                            assertThat(e.fieldErrors()).isNotEmpty();
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FileType.class,
            names = {"PNG", "JPEG", "GIF", "WEBP", "PDF", "ZIP", "JSON", "SVG"})
    void content_of_another_type_is_refused(FileType type) {
        for (FileType other : FileType.values()) {
            if (other != type) {
                assertThatThrownBy(() -> check(type, Samples.of(other)))
                        .as("%s as %s", other, type)
                        .isInstanceOf(ChatAgentException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FileType.class,
            names = {"PNG", "JPEG", "GIF", "WEBP", "PDF"})
    void what_is_behind_the_end_is_refused(FileType type) {
        byte[] whole = Samples.of(type);
        assertRefused(type, "two_in_one", joined(whole, latin("<script>alert(1)</script>")));
        assertRefused(type, "two_in_one", joined(whole, Samples.of(FileType.ZIP)));
        if (type != FileType.PDF) { // ends with blanks where programs like
            assertRefused(type, "two_in_one", joined(whole, new byte[] {0}));
        }
    }

    @Test
    void archive_in_the_tail_of_a_text_is_refused() {
        byte[] zip = Samples.zip("a", new byte[0]);
        byte[] text = utf8("harmless\n");
        assertThatThrownBy(() -> check(FileType.TEXT, joined(text, zip))).isInstanceOf(ChatAgentException.class);
        byte[] inMetadata = joined(latin("%PDF-1.4\n"), zip, latin("\n%%EOF"));
        assertRefused(FileType.PDF, "two_in_one", inMetadata);
    }

    @Test
    void pdf_that_begins_later_is_refused() {
        assertRefused(FileType.PDF, "not_as_declared", joined(latin("\n"), Samples.of(FileType.PDF)));
        assertRefused(
                FileType.TEXT,
                "active_content",
                joined(latin("// "), Samples.replaced(Samples.of(FileType.PDF), "\u00e2\u00e3", "xx")));
    }

    @Test
    void picture_that_would_take_all_memory_is_refused() throws IOException {
        check(FileType.PNG, Samples.pngOf(8_192, 8_192));
        assertRefused(FileType.PNG, "too_many_pixels", Samples.pngOf(8_193, 8_192));
        assertRefused(FileType.PNG, "too_many_pixels", Samples.pngOf(-1, -1));
        assertRefused(FileType.PNG, "not_as_declared", Samples.pngOf(0, 1));
        byte[] gif = Samples.of(FileType.GIF);
        Arrays.fill(gif, 6, 10, (byte) 0xff);
        assertRefused(FileType.GIF, "too_many_pixels", gif);
        byte[] jpeg = Samples.of(FileType.JPEG);
        int frame = new String(jpeg, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
        assertRefused(FileType.JPEG, "too_many_pixels", jpeg);
        byte[] webp = Samples.of(FileType.WEBP);
        Arrays.fill(webp, 26, 30, (byte) 0xff);
        assertRefused(FileType.WEBP, "too_many_pixels", webp);
    }

    @Test
    void film_of_too_many_frames_is_refused() throws IOException {
        byte[] gif = Samples.of(FileType.GIF);
        byte[] head = Arrays.copyOf(gif, 13);
        head[10] = 0; // no colours of its own
        byte[] frame = latin(",\0\0\0\0\0 \0 \0\2\1D\0");
        byte[] film = joined(head, frame);
        for (int i = 0; i < 15; i++) {
            film = joined(film, frame);
        }
        check(FileType.GIF, joined(Arrays.copyOf(film, film.length - frame.length), latin(";")));
        assertRefused(FileType.GIF, "too_many_pixels", joined(film, latin(";")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><script>alert(1)</script>",
                "  \n<!DOCTYPE html>",
                "<SCRIPT>alert(1)",
                "<?xml version=\"1.0\"?><x/>",
                "<svg onload=alert(1)>",
                "<?php system($_GET[0]);",
                "#!/bin/sh\nrm -rf /",
                "\ufeff<html>",
                "<iframe src=x>",
                "<!-- --><script>",
                "<body onload=x>",
                "{\\rtf1 x}",
                "%!PS-Adobe",
                "<%= x %>",
                "<a href=x>",
                "<meta http-equiv=x>"
            })
    void text_that_begins_like_a_program_is_refused(String text) {
        assertRefused(FileType.TEXT, "active_content", utf8(text));
        assertRefused(FileType.CSV, "active_content", utf8(text));
    }

    @Test
    void markdown_may_begin_with_its_own_markup_alone() throws IOException {
        check(FileType.MARKDOWN, utf8("<!-- comment -->\n<p align=center>hello</p>"));
        assertRefused(FileType.MARKDOWN, "active_content", utf8("<script>x</script>"));
    }

    @Test
    void text_is_utf8_without_control_characters() throws IOException {
        check(FileType.TEXT, utf8("\ufefftext with a mark"));
        assertRefused(FileType.TEXT, "not_utf8", new byte[] {'a', (byte) 0xff});
        assertRefused(FileType.TEXT, "not_utf8", new byte[] {'a', (byte) 0xc3});
        assertRefused(FileType.TEXT, "not_utf8", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}); // half a pair
        assertRefused(FileType.TEXT, "not_utf8", new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0}); // UTF-16
        assertRefused(FileType.TEXT, "not_text", new byte[] {'a', 0, 'b'});
        assertRefused(FileType.TEXT, "not_text", utf8("\u001b[31mred"));
        byte[] late = utf8("x".repeat(100_000) + "\0");
        assertRefused(FileType.TEXT, "not_text", late);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}{}", "", " ", "[1,]", "{'a':1}", "NaN", "// c\n{}", "1 2"})
    void json_is_one_value(String text) {
        assertThatThrownBy(() -> check(FileType.JSON, utf8(text))).isInstanceOf(ChatAgentException.class);
    }

    @Test
    void json_of_no_end_of_depth_is_refused() {
        assertRefused(FileType.JSON, "not_as_declared", utf8("[".repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<g onload=\"alert(1)\"/>",
                "<a href=\"javascript:alert(1)\"/>",
                "<image href=\"https://example.org/x.png\"/>",
                "<foreignObject/>",
                "<use href=\"//example.org/x#y\"/>",
                "<style>@import 'https://example.org'</style>",
                "<rect style=\"fill:url(https://example.org/x)\"/>",
                "<style>a{background:\\75rl(x)}</style>",
                "<style>@im<!-- -->port 'x'</style>",
                "<style>@im<![CDATA[port]]> 'x'</style>",
                "<style>@im<g/>port 'x'</style>",
                "<rect style=\"background:image-set('https://example.org/x' 1x)\"/>",
                "<set attributeName=\"href\" to=\"javascript:x\"/>",
                "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\"/>",
                "<?xml-stylesheet href=\"x\"?>",
                "&x;"
            })
    void drawing_that_runs_or_fetches_is_refused(String inside) {
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">" + inside + "</svg>";
        assertThatThrownBy(() -> check(FileType.SVG, utf8(svg))).isInstanceOf(ChatAgentException.class);
    }

    @Test
    void drawing_with_entities_is_refused() {
        String bomb =
                "<!DOCTYPE svg [<!ENTITY a \"" + "x".repeat(1_000) + "\">]><svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        assertRefused(FileType.SVG, "active_content", utf8(bomb));
    }
}
