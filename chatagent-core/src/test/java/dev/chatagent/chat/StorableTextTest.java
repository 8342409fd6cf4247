package dev.chatagent.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StorableTextTest {

    @Test
    void good_text_stays_as_it_is() {
        String text = "Grüße 世界 \uD83D\uDC0E\u200D\u2B1B \n\t\u0001 \uFFFF";
        assertThat(StorableText.of(text)).isEqualTo(text);
    }

    @Test
    void null_characters_and_halves_are_replaced() {
        assertThat(StorableText.of("\u0000")).isEqualTo("\uFFFD");
        assertThat(StorableText.of("\uD83D")).isEqualTo("\uFFFD");
        assertThat(StorableText.of("\uDC0E\uD83D\uD83D\uDC0E")).isEqualTo("\uFFFD\uFFFD\uD83D\uDC0E");
    }

    @Test
    void cuts_change_nothing() {
        Random random = new Random(1);
        char[] alphabet = {'a', 'b', '\uD83D', '\uDC0E', '\u0000', 'é'};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder whole = new StringBuilder();
            StringBuilder cut = new StringBuilder();
            StorableText text = new StorableText();
            for (int piece = 0; piece < 5; piece++) {
                StringBuilder next = new StringBuilder();
                for (int j = random.nextInt(4); j > 0; j--) {
                    next.append(alphabet[random.nextInt(alphabet.length)]);
                }
                whole.append(next);
                cut.append(text.next(next.toString()));
            }
            cut.append(text.rest());
            assertThat(cut.toString()).isEqualTo(StorableText.of(whole.toString()));
            assertThat(cut.toString().codePoints()).noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
        }
    }
}
