package dev.chatagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseCodesTest {
    /** As docs/errors.md says what 4000–4499 and 4500–4999 are for; what only passes is no close code of the server. */
    @ParameterizedTest
    @CsvSource({"400,4500", "401,4501", "403,4503", "404,4500", "422,4500", "429,1006", "500,1006", "503,1006"})
    void what_is_refused_for_good_does_not_come_back(int status, int code) {
        Problem problem = new Problem(status, "", "", "", "", 0, List.of());
        assertThat(CloseCodes.of(problem)).isEqualTo(code);
    }
}
