package dev.chatagent.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    /** The secret of both RFCs' appendices. */
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 4226, appendix D. */
    private static final List<String> HOTP =
            List.of("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489");

    @Test
    void codes_of_counters_are_those_of_rfc_4226() {
        for (int counter = 0; counter < HOTP.size(); counter++) {
            assertThat(Totp.code(SECRET, counter)).isEqualTo(HOTP.get(counter));
        }
    }

    /** RFC 6238, appendix B, SHA1; the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codes_of_times_are_those_of_rfc_6238(long seconds, String eightDigits) {
        long step = Totp.step(Instant.ofEpochSecond(seconds));
        assertThat(Totp.code(SECRET, step)).isEqualTo(eightDigits.substring(2));
        assertThat(Totp.match(SECRET, eightDigits.substring(2), Instant.ofEpochSecond(seconds), 0))
                .hasValue(step);
    }

    /** RFC 4648, section 10, without the padding. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32_is_that_of_rfc_4648(String text, String encoded) {
        assertThat(Totp.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
    }
}
