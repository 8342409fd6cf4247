package dev.chatagent.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.wire.PartsJson;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchWordsTest {
    @Test
    void a_query_is_cut_into_normal_words_each_once() {
        assertThat(SearchWords.parse("  Größe, grosse—GRÖSSE x2 x2 ").words()).containsExactly("große", "grosse", "x2");
        assertThat(SearchWords.parse("数据 ok").words()).containsExactly("数", "据", "ok");
    }

    @Test
    void what_has_no_word_or_too_many_is_refused_by_name() {
        for (String none : List.of("", "  ", "%_*'\"", "—", "\u0301")) {
            assertThatThrownBy(() -> SearchWords.parse(none))
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("at least one word");
        }
        String many =
                String.join(" ", IntStream.range(0, 17).mapToObj(i -> "w" + i).toList());
        assertThatThrownBy(() -> SearchWords.parse(many)).hasMessageContaining("16 words");
        assertThatThrownBy(() -> SearchWords.parse("x".repeat(201))).hasMessageContaining("200 characters");
    }

    @Test
    void the_cheap_look_at_stored_text_never_misses_what_matches() {
        Random random = new Random(42);
        String alphabet = "abcABC019 .,\n\t\"\\/é数😀ßİſ";
        int[] letters = alphabet.codePoints().toArray();
        for (int round = 0; round < 20_000; round++) {
            String text = random(random, letters, 40);
            String query = random(random, letters, 3);
            if (SearchText.index(query).isEmpty()) {
                continue;
            }
            SearchWords words = SearchWords.parse(query);
            String stored = PartsJson.write(List.of(new Part.Text(text)));
            if (words.matches(text)) {
                assertThat(words.mayMatch(stored)).as("%s in %s", query, text).isTrue();
            }
        }
    }

    private static String random(Random random, int[] letters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= random.nextInt(length); i++) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    @Test
    void the_index_of_a_text_has_the_words_that_match() {
        assertThat(SearchText.index("Crème — brûlée,\n数据 x2!")).isEqualTo("creme brulee 数 据 x2");
        assertThat(SearchText.index("…")).isEmpty();
    }

    @Test
    void a_snippet_shows_the_word_in_its_place_on_one_line() {
        SearchWords words = SearchWords.parse("needle");
        assertThat(words.snippet("a\n\nneedle  here")).isEqualTo("a needle here");
        String snippet = words.snippet("hay ".repeat(500) + "the Needle lies here " + "hay ".repeat(500));
        assertThat(snippet).startsWith("…").endsWith("…").contains("the Needle lies here");
        assertThat(snippet.length()).isLessThanOrEqualTo(200);
        assertThat(words.snippet("😀".repeat(300))).doesNotContain("?").startsWith("😀");
    }
}
