package dev.chatagent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, they are read or refused; nothing else is thrown, and nothing runs out of stack. */
class JsonReaderTest {
    private static final int TIMES = 20_000;
    private static final long SEED = Long.getLong("chatagent.seed", System.nanoTime());
    private static final String GOOD =
            "{\"text\":\"a\\u00e9\\ud83d\\ude00\",\"number\":12,\"list\":[\"x\"],\"flag\":true}";

    private final Random random = new Random(SEED);

    record Sample(
            @Nullable String text, int number, @Nullable List<String> list, boolean flag) {}

    private static void read(byte[] bytes) {
        try {
            assertThat(Json.read(bytes, Sample.class)).isNotNull();
        } catch (ChatAgentException e) {
            assertThat(e.code())
                    .as("-Dchatagent.seed=%d", SEED)
                    .isIn(ErrorCode.MALFORMED_JSON, ErrorCode.INVALID_REQUEST);
        }
    }

    @Test
    void changed_bytes_are_read_or_refused() {
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < TIMES; i++) {
            byte[] bytes = good.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read(bytes);
        }
    }

    @Test
    void any_number_is_read_or_refused() {
        for (String number :
                List.of("1e400", "-0", "9223372036854775808", "1e-400", "NaN", "1e" + "9".repeat(20), "9".repeat(99))) {
            read(("{\"number\":" + number + ",\"flag\":true}").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void depth_is_refused_before_the_stack_ends() {
        for (String open : List.of("[", "{\"a\":", "{\"text\":", "[{\"list\":[")) {
            read(open.repeat(100_000).getBytes(StandardCharsets.UTF_8));
        }
    }
}
