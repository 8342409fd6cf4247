package dev.chatagent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.agent.Usage;
import dev.chatagent.auth.Permission;
import dev.chatagent.chat.ChatEvent;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Failure;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventData;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final ChatId CHAT = new ChatId(UUID.fromString("11111111-1111-4111-8111-111111111111"));
    private static final MessageId MESSAGE = new MessageId(CHAT, 2);
    private static final RunId RUN = new RunId(UUID.fromString("22222222-2222-4222-8222-222222222222"));
    private static final String NASTY = "\u0001\"\\ \u2028 <b> \uD83D\uDC0E e\u0301 \uFFFF";

    /** Something of everything that a caller may send. */
    record Body(
            String text,
            int number,
            boolean flag,
            @Nullable List<Part> parts,
            @Nullable MessageRole role,
            @Nullable ChatId chat,
            @Nullable Instant time) {}

    private static final String GOOD = "\"text\":\"t\",\"number\":1,\"flag\":true";

    private static void assertRefused(String json, ErrorCode... codes) {
        assertThatThrownBy(() -> Json.read(json, Body.class))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isIn((Object[]) codes));
    }

    @Test
    void good_document_is_read() {
        Body body = Json.read(
                ("{" + GOOD + ",\"parts\":[{\"type\":\"text\",\"text\":\"é\"}],\"role\":\"user\",\"chat\":\"" + CHAT
                                + "\",\"time\":\"2026-01-01T00:00:00.123Z\"}")
                        .getBytes(StandardCharsets.UTF_8),
                Body.class);
        assertThat(body).isEqualTo(new Body("t", 1, true, List.of(new Part.Text("é")), MessageRole.USER, CHAT, TIME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{GOOD",
                "{GOOD,}",
                "{GOOD} x",
                "{GOOD}{}",
                "{GOOD} null",
                "{GOOD,\"text\":\"again\"}",
                "{'text':'t'}",
                "{text:1}",
                "{GOOD /* comment */}",
                "{\"text\":\"a\nb\",\"number\":1,\"flag\":true}",
                "{\"text\":\"\\x\",\"number\":1,\"flag\":true}",
                "{\"text\":\"t\",\"number\":01,\"flag\":true}",
                "{\"text\":\"t\",\"number\":NaN,\"flag\":true}",
                "\uFEFF{GOOD}"
            })
    void malformed_document_is_refused(String json) {
        assertRefused(json.replace("GOOD", GOOD), ErrorCode.MALFORMED_JSON, ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "true",
                "\"text\"",
                "[{GOOD}]",
                "{GOOD,\"unknown\":1}",
                "{GOOD,\"Text\":\"x\"}",
                "{\"text\":1,\"number\":1,\"flag\":true}",
                "{\"text\":true,\"number\":1,\"flag\":true}",
                "{\"text\":[\"t\"],\"number\":1,\"flag\":true}",
                "{\"text\":{},\"number\":1,\"flag\":true}",
                "{\"text\":\"t\",\"number\":\"1\",\"flag\":true}",
                "{\"text\":\"t\",\"number\":1.0,\"flag\":true}",
                "{\"text\":\"t\",\"number\":1.5,\"flag\":true}",
                "{\"text\":\"t\",\"number\":2147483648,\"flag\":true}",
                "{\"text\":\"t\",\"number\":true,\"flag\":true}",
                "{\"text\":\"t\",\"number\":null,\"flag\":true}",
                "{\"text\":\"t\",\"number\":\"\",\"flag\":true}",
                "{\"text\":\"t\",\"number\":1,\"flag\":\"true\"}",
                "{\"text\":\"t\",\"number\":1,\"flag\":1}",
                "{\"text\":\"t\",\"number\":1,\"flag\":null}",
                "{\"text\":\"a\\u0000b\",\"number\":1,\"flag\":true}",
                "{\"text\":\"a\\ud83d\",\"number\":1,\"flag\":true}",
                "{\"text\":\"\\udc0ea\",\"number\":1,\"flag\":true}",
                "{\"text\":\"\\udc0e\\ud83d\",\"number\":1,\"flag\":true}",
                "{GOOD,\"role\":0}",
                "{GOOD,\"role\":\"nobody\"}",
                "{GOOD,\"role\":\"\"}",
                "{GOOD,\"chat\":\"x\"}",
                "{GOOD,\"chat\":1}",
                "{GOOD,\"time\":0}",
                "{GOOD,\"time\":\"yesterday\"}",
                "{GOOD,\"parts\":{}}",
                "{GOOD,\"parts\":[{}]}",
                "{GOOD,\"parts\":[{\"type\":\"java.lang.String\"}]}",
                "{GOOD,\"parts\":[{\"type\":\"text\",\"text\":\"\\u0000\"}]}",
                "{GOOD,\"parts\":[{\"type\":\"text\",\"text\":\"x\",\"more\":1}]}",
                "{GOOD,\"parts\":[\"x\"]}"
            })
    void document_of_another_form_is_refused(String json) {
        assertRefused(json.replace("GOOD", GOOD), ErrorCode.INVALID_REQUEST, ErrorCode.NOT_FOUND);
    }

    @Test
    void wrong_field_is_named() {
        assertThatThrownBy(() -> Json.read("{" + GOOD + ",\"parts\":[{\"type\":\"text\",\"text\":1}]}", Body.class))
                .isInstanceOfSatisfying(ChatAgentException.class, e -> assertThat(e.fieldErrors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.field()).isEqualTo("parts.[0].text"))
                        .satisfies(error -> assertThat(error.code()).isEqualTo("wrong_type")));
        assertThatThrownBy(() -> Json.read("{" + GOOD + ",\"extra\":1}", Body.class))
                .isInstanceOfSatisfying(ChatAgentException.class, e -> assertThat(e.fieldErrors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.field()).isEqualTo("extra"))
                        .satisfies(error -> assertThat(error.code()).isEqualTo("unknown")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"text\":", "{\"parts\":["})
    void deep_document_is_refused(String open) {
        assertRefused(open.repeat(10_000), ErrorCode.MALFORMED_JSON, ErrorCode.INVALID_REQUEST);
        assertRefused("{\"parts\":" + open.repeat(10_000), ErrorCode.MALFORMED_JSON, ErrorCode.INVALID_REQUEST);
    }

    @Test
    void long_numbers_and_names_are_refused() {
        assertRefused(
                "{\"text\":\"t\",\"number\":" + "1".repeat(100_000) + "}",
                ErrorCode.MALFORMED_JSON,
                ErrorCode.INVALID_REQUEST);
        assertRefused("{\"" + "a".repeat(100_000) + "\":1}", ErrorCode.MALFORMED_JSON, ErrorCode.INVALID_REQUEST);
    }

    static Stream<byte[]> invalidUtf8() {
        return Stream.of(
                new byte[] {'"', (byte) 0xC3, '"'},
                new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
                new byte[] {(byte) 0xFF, (byte) 0xFE, '{', 0, '}', 0},
                "{}".getBytes(StandardCharsets.UTF_16));
    }

    @ParameterizedTest
    @MethodSource("invalidUtf8")
    void invalid_utf_8_is_refused(byte[] bytes) {
        assertThatThrownBy(() -> Json.read(bytes, Body.class))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_JSON));
    }

    @Test
    void refusal_does_not_repeat_what_was_sent() {
        for (String json : List.of("{\"text\":hunter2}", "{\"text\":\"hunter2\",\"number\":\"hunter2\"}", "hunter2")) {
            assertThatThrownBy(() -> Json.read(json, Body.class))
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void nested_text_survives_writing_and_reading() {
        assertThat(Json.read(Json.write(new Part.Text(NASTY)), Part.class)).isEqualTo(new Part.Text(NASTY));
    }

    static Stream<Class<?>> parts() {
        return Arrays.stream(Part.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void every_part_is_read_back_as_it_was_written(Class<?> type) throws Exception {
        Object part = sample(type);
        String json = Json.write(part);
        assertThat(json).contains("\"type\":");
        assertThat(Json.read(json, Part.class)).isEqualTo(part);
    }

    static Stream<Class<?>> chatEvents() {
        return Arrays.stream(ChatEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("chatEvents")
    void every_event_is_read_back_as_it_was_written(Class<?> type) throws Exception {
        EventData event = (EventData) sample(type);
        JsonEventCodec codec = new JsonEventCodec();
        String json = codec.encode(event);
        assertThat(json).startsWith("{").endsWith("}");
        assertThat(codec.decode(event.type(), json)).isEqualTo(event);
        assertThat(Json.read(json, type)).isEqualTo(event);
    }

    @Test
    void types_of_events_differ() throws Exception {
        List<String> names =
                chatEvents().map(type -> ((EventData) sample(type)).type()).toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+\\.[a-z]+"));
    }

    @Test
    void unknown_event_type_is_refused() {
        assertThatThrownBy(() -> new JsonEventCodec().decode("no.such", "{}")).hasMessageContaining("no.such");
        assertThatThrownBy(() -> new JsonEventCodec().decode("message.delta", "[]"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void frame_holds_the_event_as_it_was_stored() {
        Event event = new Event(StreamId.of(CHAT), 7, "message.delta", TIME, "{\"text\":\"x\"}");
        assertThat(EventFrames.json(event))
                .isEqualTo("{\"stream\":\"session:" + CHAT + "\",\"seq\":7,\"type\":\"message.delta\",\"time\":\""
                        + TIME + "\",\"data\":{\"text\":\"x\"}}");
        assertThat(Json.read(EventFrames.json(event), Object.class)).isNotNull();
    }

    /** A record of the type with something in each component. */
    private static Object sample(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(
                    Arrays.stream(types).map(JsonTest::value).toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Give " + type + " a sample", e);
        }
    }

    private static Object value(Class<?> type) {
        if (type == long.class) {
            return Long.MAX_VALUE;
        }
        List<Object> values = List.of(
                NASTY,
                new FileId(UUID.fromString("00000000-0000-0000-0000-00000000000f")),
                CHAT,
                MESSAGE,
                new ChatSession(CHAT, NASTY, "echo", TIME, TIME, 3),
                new Message(
                        MESSAGE,
                        2,
                        new MessageId(CHAT, 1),
                        MessageRole.ASSISTANT,
                        List.of(new Part.Text(NASTY), new Part.Text("")),
                        MessageStatus.FAILED,
                        TIME,
                        RUN,
                        new Failure(ErrorCode.AGENT_UNAVAILABLE, NASTY)),
                new Run(
                        RUN,
                        MESSAGE,
                        RunStatus.FAILED,
                        TIME,
                        TIME,
                        new Usage(1, Long.MAX_VALUE),
                        new Failure(ErrorCode.INTERNAL, "x")));
        return values.stream()
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no sample of " + type));
    }

    record Lists(List<String> names, Set<Permission> scopes) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"names\":[null],\"scopes\":[]}",
                "{\"names\":[],\"scopes\":[\"CHAT\",null]}",
            })
    void nothing_among_the_items_of_a_list_is_refused(String json) {
        assertThatThrownBy(() -> Json.read(json, Lists.class))
                .isInstanceOfSatisfying(
                        ChatAgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void optional_fields_that_are_absent_are_not_written() {
        Run run = new Run(RUN, MESSAGE, RunStatus.RUNNING, TIME, null, null, null);
        assertThat(Json.write(run)).doesNotContain("null", "endedAt", "usage", "error");
        assertThat(Json.read(Json.write(run), Run.class)).isEqualTo(run);
    }

    @Test
    void problem_shows_expected_failures_and_hides_the_others() {
        Problem hidden = Problem.of(new IllegalStateException("secret"), "request-1");
        assertThat(Json.write(hidden)).doesNotContain("secret").contains("request-1", "\"code\":\"internal\"");
        Problem limited = Problem.of(
                ChatAgentException.retryLater(ErrorCode.RATE_LIMITED, "Wait.", Duration.ofMillis(1_001)), "r");
        assertThat(limited.retryAfter()).isEqualTo(2);
        assertThat(limited.type()).contains("quota-exceeded");
    }
}
