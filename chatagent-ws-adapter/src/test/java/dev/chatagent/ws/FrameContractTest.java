package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract that every frame of these suites is held against sees what is wrong. */
class FrameContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> ASKED = Map.of(
            "1", "{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\"}",
            "2", "{\"id\":\"2\",\"type\":\"subscribe\"}");

    private static void check(String frame) throws Exception {
        FrameContract.check(ASKED, List.of(JSON.readTree(frame)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"1\",\"type\":\"ok\",\"recovered\":true,\"seq\":0}",
                "{\"type\":\"ready\",\"expiresAt\":\"2026-01-01T00:00:00Z\",\"expiresIn\":900}",
                "{\"stream\":\"user\",\"seq\":1,\"type\":\"session.deleted\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"sessionId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}}"
            })
    void frame_as_promised_passes(String frame) {
        assertThatCode(() -> check(frame)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"1\",\"type\":\"ok\",\"recovered\":true}",
                "{\"id\":\"1\",\"type\":\"ok\",\"recovered\":true,\"seq\":0,\"more\":1}",
                "{\"id\":\"2\",\"type\":\"ok\",\"recovered\":true,\"seq\":0}",
                "{\"type\":\"ready\"}",
                "{\"type\":\"ready\",\"expiresAt\":\"2026-01-01T00:00:00Z\"}",
                "{\"type\":\"news\"}",
                "{\"id\":\"1\",\"type\":\"error\",\"error\":{\"code\":\"nonsense\"}}",
                "{\"stream\":\"user\",\"seq\":0,\"type\":\"session.deleted\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"sessionId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}}",
                "{\"stream\":\"user\",\"seq\":1,\"type\":\"session.deleted\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":{}}"
            })
    void frame_that_is_not_as_promised_is_seen(String frame) {
        assertThatThrownBy(() -> check(frame)).isInstanceOf(AssertionError.class);
    }
}
