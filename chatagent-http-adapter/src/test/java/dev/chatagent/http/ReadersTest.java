package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.UserId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What reads a word of a caller's: whatever that is, it is read as it was written or refused in the same way. */
class ReadersTest {
    private static final int TIMES = 20_000;
    private static final long SEED = Long.getLong("chatagent.seed", System.nanoTime());
    private static final String ALPHABET = "0123456789abcdefABCDEF-.%+=&/ \u0000\u00e9\ud83d\udc00\uff10_~gz";

    private final Random random = new Random(SEED);

    private String anything(int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** A character put in, left out or changed, now and then. */
    private String nearly(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(changed.length());
            String other = anything(3);
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, other);
                case 1 -> changed.deleteCharAt(at).append(' ').setLength(changed.length() - 1);
                default -> changed.replace(at, at + 1, other);
            }
        }
        return changed.toString();
    }

    private static boolean accepts(Consumer<String> reader, String text, ErrorCode refusal) {
        try {
            reader.accept(text);
            return true;
        } catch (ChatAgentException e) {
            assertThat(e.code()).as("%s, -Dchatagent.seed=%d", text, SEED).isEqualTo(refusal);
            return false;
        }
    }

    private void assertSame(Class<?> type, Function<String, ?> parse, String suffix) {
        Pattern pattern = Pattern.compile(
                String.valueOf(OpenApiSchemas.id(type).get("pattern")), Pattern.UNICODE_CHARACTER_CLASS);
        int accepted = 0;
        for (int i = 0; i < TIMES; i++) {
            String text = nearly(new UUID(random.nextLong(), random.nextLong()) + suffix);
            boolean accepts = accepts(word -> assertThat(parse.apply(word)).isNotNull(), text, ErrorCode.NOT_FOUND);
            assertThat(pattern.matcher(text).find())
                    .as("'%s', -Dchatagent.seed=%d", text, SEED)
                    .isEqualTo(accepts);
            int length = text.length();
            assertThat(!accepts || (length >= number(type, "minLength") && length <= number(type, "maxLength")))
                    .as(text)
                    .isTrue();
            accepted += accepts ? 1 : 0;
        }
        assertThat(accepted).isBetween(TIMES / 10, TIMES - TIMES / 10);
    }

    private static int number(Class<?> type, String keyword) {
        return Integer.parseInt(String.valueOf(OpenApiSchemas.id(type).get(keyword)));
    }

    @Test
    void described_pattern_of_an_id_is_what_is_accepted() {
        assertSame(UserId.class, UserId::parse, "");
        assertSame(MessageId.class, MessageId::parse, ".7");
        assertSame(MessageId.class, MessageId::parse, ".123456789");
    }

    @Test
    void cursor_that_was_given_is_read_back_and_any_other_text_is_refused_or_harmless() {
        for (int i = 0; i < TIMES; i++) {
            Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            ChatRepository.ListPosition position = new ChatRepository.ListPosition(time, new ChatId(UUID.randomUUID()));
            assertThat(Cursors.position(Optional.of(Cursors.of(position)))).contains(position);
            int place = random.nextInt(1_000_000_000);
            assertThat(Cursors.before(Optional.of(Cursors.of(place)))).contains(place);
            for (String text : List.of(anything(60), nearly(Cursors.of(position)), nearly(Cursors.of(place)))) {
                accepts(word -> Cursors.position(Optional.of(word)), text, ErrorCode.INVALID_REQUEST);
                accepts(word -> Cursors.found(Optional.of(word)), text, ErrorCode.INVALID_REQUEST);
                accepts(word -> Cursors.account(Optional.of(word)), text, ErrorCode.INVALID_REQUEST);
                accepts(word -> Cursors.before(Optional.of(word)), text, ErrorCode.INVALID_REQUEST);
                accepts(word -> Cursors.place(Optional.of(word)), text, ErrorCode.INVALID_REQUEST);
            }
        }
    }

    @Test
    void query_that_was_encoded_is_read_back_and_any_other_text_is_refused_or_harmless() {
        for (int i = 0; i < TIMES; i++) {
            String value = anything(30).replaceAll("[\ud800-\udfff]", "\ud83d\ude00");
            String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
            assertThat(new Query("a=1&b=" + encoded).get("b")).contains(value);
            accepts(Query::new, anything(60), ErrorCode.INVALID_REQUEST);
        }
    }
}
