package dev.chatagent.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    private static void assertRefused(String name, FileType type, String code) {
        assertThatThrownBy(() -> FileName.accept(name, type)).isInstanceOfSatisfying(ChatAgentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(e.fieldErrors()).singleElement().satisfies(error -> {
                assertThat(error.field()).isEqualTo("name");
                assertThat(error.code()).as(name).isEqualTo(code);
            });
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report.png", "Bericht über März.PNG", "日本語.png", "family 👨‍👩‍👧.png", "نمی‌خواهم.png", "v1.2.3.png",
                "example.com.png", "a.png.png", "console.png", "com10.png", "x'y;z&.png", "100%.png"
            })
    void honest_name_stays_as_it_is(String name) {
        assertThat(FileName.accept(name, FileType.PNG)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`  a \u00a0 b.png ` , a b.png",
                "what?.png         , what_.png",
                "<img src=x>.png   , _img src=x_.png",
                "a\"b|c*.png       , a_b_c_.png",
                "u\u0308.png       , \u00fc.png"
            })
    void awkward_name_is_made_fit(String name, String kept) {
        assertThat(FileName.accept(name, FileType.PNG)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.png",
                "..\\a.png",
                "/etc/a.png",
                "\\\\host\\a.png",
                "C:a.png",
                "C:\\a.png",
                "a/b.png",
                "a.txt:b.png",
                "a/../../b.png"
            })
    void name_that_leads_elsewhere_is_refused(String name) {
        assertRefused(name, FileType.PNG, "path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\0.png",
                "a\n.png",
                "a\r\nSet-Cookie: x.png",
                "\u202egnp.exe.png",
                "a\u200f.png",
                "a\u2066.png",
                "a\u200b.png",
                "a\ufeff.png",
                "a\u2028.png",
                "a\u0085.png",
                "a\ue000.png",
                "a\u00ad.png"
            })
    void name_with_what_nobody_sees_is_refused(String name) {
        assertRefused(name.replace("Set-Cookie: ", "Set-Cookie "), FileType.PNG, "invisible");
    }

    /** Not in the list above: reports cannot hold it. */
    @Test
    void name_with_half_a_character_is_refused() {
        assertRefused("a\ud800.png", FileType.PNG, "invisible");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "con.png",
                "NUL.png",
                "aux.x.png",
                "Com1.png",
                "lpt9.png",
                "com\u00b2.png",
                "prn .png",
                "CONIN$.png"
            })
    void name_of_a_device_is_refused(String name) {
        assertRefused(name, FileType.PNG, "reserved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.php.png", "a.PHTML.png", "a.html.v2.png", "a.exe .png", "shell.jsp.png", "x.svg.png"})
    void double_extension_is_refused(String name) {
        assertRefused(name, FileType.PNG, "double_extension");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.pdf.exe", "a.pdf", "png", "a", "a.png.", "a.jpg", "a.pn\u0261", "a.png;.exe"})
    void extension_of_another_type_is_refused(String name) {
        assertRefused(name, FileType.PNG, name.endsWith(".") ? "invalid" : "extension");
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", "..png", "a.png.", "a.png..", ".htaccess.png", "a.png. "})
    void name_that_begins_or_ends_with_a_dot_is_refused(String name) {
        assertRefused(name, FileType.PNG, "invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0\u3000"})
    void no_name_is_refused(String name) {
        assertRefused(name, FileType.PNG, "required");
    }

    @ParameterizedTest
    @CsvSource({"a, 196, 197", "\u00fc, 125, 126", "\ud83d\ude00, 62, 63"})
    void longest_name_counts_characters_and_bytes(String character, int most, int tooMany) {
        String longest = character.repeat(most) + ".png";
        assertThat(FileName.accept(longest, FileType.PNG)).isEqualTo(longest);
        assertRefused(character.repeat(tooMany) + ".png", FileType.PNG, "too_long");
    }
}
