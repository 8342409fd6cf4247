package dev.chatagent.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {

    @ParameterizedTest
    @EnumSource
    void close_code_is_private_and_tells_whether_to_come_back(ErrorCode code) {
        assertThat(code.closeCode()).isBetween(4000, 4999);
        boolean comeBack = code.httpStatus() >= 500 || code.httpStatus() == 429;
        assertThat(code.closeCode() < 4500).isEqualTo(comeBack);
    }

    @ParameterizedTest
    @EnumSource
    void status_is_an_error_and_texts_are_there(ErrorCode code) {
        assertThat(code.httpStatus()).isBetween(400, 599);
        assertThat(code.title()).isNotBlank().doesNotEndWith(".");
        assertThat(code.wireName()).matches("[a-z]+(_[a-z]+)*");
    }
}
