package dev.chatagent.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.Usage;
import dev.chatagent.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // one line of the stream a line of the test
class AnswerReaderTest {
    private final RecordingSink sink = new RecordingSink();
    private final AnswerReader reader = new AnswerReader(sink::accept, new Failures("sk-secret-key"));

    private static String delta(String text) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    private void read(String text) {
        reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFdata: {\"choices\":[{\"delta\":{\"content\":\"Grüße 😀\"}}]}\r\n\r\n: still here\r\n\r\n"
                        + "data: {\"choices\":[{\"delta\":{\"content\":null},\"finish_reason\":\"stop\"}]}\r\n\r\n"
                        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\r\n\r\ndata: [DONE]\r\n\r\n",
                " {\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Grüße 😀\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"
            })
    void an_answer_is_the_same_wherever_its_bytes_are_cut(String body) throws InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            RecordingSink seen = new RecordingSink();
            AnswerReader cutReader = new AnswerReader(seen::accept, new Failures(""));
            cutReader.read(ByteBuffer.wrap(bytes, 0, cut));
            cutReader.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            cutReader.finished();
            assertThat(seen.text()).as("cut at %s", cut).isEqualTo("Grüße 😀");
            assertThat(seen.usage()).contains(new Usage(3, 2));
            seen.assertEnded();
        }
    }

    @Test
    void a_character_cut_between_two_deltas_arrives_whole() throws InterruptedException {
        read(delta("a\\ud83d") + delta("\\ude00b") + delta("\\ud83d") + delta("c\\u0000") + "data: [DONE]\n\n");
        sink.assertEnded();
        assertThat(sink.deltas()).containsExactly("a", "😀b", "\uFFFDc\uFFFD");
    }

    @Test
    void text_in_parts_is_text() throws InterruptedException {
        read("data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"in \"},"
                + "{\"type\":\"text\",\"text\":\"parts\"}]}}]}\n\ndata: [DONE]\n\n");
        sink.assertEnded();
        assertThat(sink.text()).isEqualTo("in parts");
    }

    @Test
    void a_stream_that_ends_in_the_middle_of_an_event_has_broken_off() throws InterruptedException {
        read(delta("so far") + "data: {\"choices\":[{\"del");
        reader.finished();
        assertThat(sink.failure().message()).contains("broke off");
        assertThat(sink.text()).isEqualTo("so far");
    }

    @Test
    void a_finish_reason_ends_the_turn_without_the_done_mark() throws InterruptedException {
        read(delta("all") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
        reader.broken();
        sink.assertEnded();
    }

    @Test
    void a_filtered_answer_fails_and_says_so() throws InterruptedException {
        read("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\ndata: [DONE]\n\n");
        assertThat(sink.failure().message()).contains("content filter");
    }

    @Test
    void an_answer_that_the_models_limit_cuts_is_kept_and_says_so() throws InterruptedException {
        read(delta("so far") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n");
        assertThat(sink.failure().message()).contains("limit");
        assertThat(sink.text()).isEqualTo("so far");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: [DONE]\n\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n",
                "{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"stop\"}]}"
            })
    void an_answer_without_a_word_is_no_success(String body) throws InterruptedException {
        read(body);
        reader.finished();
        assertThat(sink.failure().message()).contains("empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"at 10.0.0.7\",\"type\":\"server_error\"}}\n\n",
                "data: {\"error\":\"at 10.0.0.7\"}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"at 10.0.0.7\",\"code\":502}}\n\n",
                "data: {\"object\":\"error\",\"message\":\"at 10.0.0.7\",\"code\":500}\n\n",
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\ndata: [DONE]\n\n"
            })
    void an_error_within_the_stream_fails_and_the_text_is_kept(String error) throws InterruptedException {
        read(delta("so far") + error + delta("late"));
        assertThat(sink.failure().message()).contains("The model server").doesNotContain("10.0.0.7", "broke off");
        assertThat(sink.text()).isEqualTo("so far");
    }

    @Test
    void an_error_within_the_stream_is_told_by_its_code() throws InterruptedException {
        read("data: {\"error\":{\"message\":\"x\",\"code\":\"rate_limit_exceeded\"}}\n\n");
        assertThat(sink.failure().code()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    void a_refusal_of_the_model_is_its_answer() throws InterruptedException {
        read("data: {\"choices\":[{\"delta\":{\"refusal\":\"I will not.\"}}]}\n\ndata: [DONE]\n\n");
        sink.assertEnded();
        assertThat(sink.text()).isEqualTo("I will not.");
    }

    @Test
    void an_event_too_long_at_the_very_end_fails_like_one_before() throws InterruptedException {
        String line = "data: " + "x".repeat(SseParser.MAX_BYTES / 2 - 20);
        read(line + "\n" + line + "\n" + "data: " + "x".repeat(100));
        reader.finished();
        assertThat(sink.failure().message()).contains("no chat completion");
    }

    @Test
    void nothing_follows_the_terminal_event() throws InterruptedException {
        read(delta("all") + "data: [DONE]\n\n" + delta("late") + "data: [DONE]\n\n");
        reader.finished();
        assertThat(sink.events()).containsExactly(new AgentEvent.TextDelta("all"), new AgentEvent.TurnEnded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {not json}\n\n", "data: [1]\n\n", "data: \"text\"\n\n"})
    void an_unreadable_event_fails(String body) throws InterruptedException {
        read(body);
        assertThat(sink.failure().message()).contains("no chat completion").contains("CHATAGENT_OPENAI_BASE_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ok\":true}", "[]", "{", "{\"choices\""})
    void a_body_that_is_no_completion_fails(String body) throws InterruptedException {
        read(body);
        reader.finished();
        assertThat(sink.failure().message()).contains("no chat completion");
    }

    @Test
    void an_endless_line_fails_instead_of_filling_the_memory() throws InterruptedException {
        read("data: " + "x".repeat(SseParser.MAX_BYTES));
        assertThat(sink.failure().message()).contains("no chat completion");
    }
}
