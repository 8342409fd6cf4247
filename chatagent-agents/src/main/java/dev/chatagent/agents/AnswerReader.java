package dev.chatagent.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chatagent.agent.AgentEvent;
import dev.chatagent.agent.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a successful answer. What it is shows in its first byte, whatever its content type says: a stream of
 * events, one whole completion as JSON (servers that cannot stream), or a web page (a wrong address). Sends one terminal event.
 */
final class AnswerReader implements BodyReader {
    private static final int MAX_WHOLE_BYTES = 8 * 1024 * 1024;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

    private enum Form {
        UNKNOWN,
        STREAM,
        WHOLE
    }

    private final Consumer<AgentEvent> out;
    private final Failures failures;
    private final SseParser parser = new SseParser(this::event);
    private final WellFormedText text = new WellFormedText();
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private Form form = Form.UNKNOWN;
    private int markSeen;
    private @Nullable Usage usage;
    private String finishReason = "";
    private boolean spoken;
    private boolean ended;
    private boolean lastBytes;

    AnswerReader(Consumer<AgentEvent> out, Failures failures) {
        this.out = out;
        this.failures = failures;
    }

    @Override
    public void read(ByteBuffer bytes) {
        if (form == Form.UNKNOWN) {
            recognise(bytes);
        }
        if (ended || form == Form.UNKNOWN) {
            return;
        }
        if (form == Form.STREAM) {
            parse(() -> parser.feed(bytes));
        } else if (whole.size() + bytes.remaining() > MAX_WHOLE_BYTES) {
            end(Failures.unreadable());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            whole.writeBytes(copy);
        }
    }

    private void parse(Runnable step) {
        try {
            step.run();
        } catch (SseParser.TooLongException e) {
            end(Failures.unreadable());
        }
    }

    private void recognise(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int first = bytes.get(bytes.position()) & 0xFF;
            if (markSeen < BYTE_ORDER_MARK.length && first == BYTE_ORDER_MARK[markSeen]) {
                markSeen++;
            } else if (first > ' ') {
                form = first == '{' || first == '[' || first == '<' ? Form.WHOLE : Form.STREAM;
                if (first == '<') {
                    end(Failures.webPage());
                }
                return;
            }
            bytes.get();
        }
    }

    private void event(String data) {
        if (ended) {
            return;
        }
        if (data.strip().equals("[DONE]")) {
            complete();
            return;
        }
        JsonNode chunk = parse(data);
        if (chunk != null) {
            chunk(chunk, "delta");
        } else if (!lastBytes) {
            end(Failures.unreadable());
        }
    }

    private void chunk(JsonNode chunk, String holder) {
        if (isError(chunk)) {
            end(failures.reported(chunk));
            return;
        }
        JsonNode tokens = chunk.path("usage");
        if (tokens.isObject()) {
            usage = new Usage(
                    tokens.path("prompt_tokens").asLong(),
                    tokens.path("completion_tokens").asLong());
        }
        JsonNode choice = chunk.path("choices").path(0);
        say(choice.path(holder).path("content"));
        say(choice.path(holder).path("refusal"));
        finishReason = choice.path("finish_reason").asText(finishReason);
    }

    private static boolean isError(JsonNode chunk) {
        return chunk.hasNonNull("error") || chunk.path("object").asText().equals("error");
    }

    /** Text, or a list of parts with text. */
    private void say(JsonNode content) {
        if (content.isTextual()) {
            String piece = text.next(content.textValue());
            if (!piece.isEmpty()) {
                spoken = true;
                out.accept(new AgentEvent.TextDelta(piece));
            }
        } else if (content.isArray()) {
            content.forEach(part -> say(part.path("text")));
        }
    }

    @Override
    public void finished() {
        lastBytes = true;
        if (ended) {
            return;
        }
        if (form == Form.WHOLE) {
            whole();
            return;
        }
        parse(parser::finish);
        broken();
    }

    @Override
    public boolean answered() {
        return !finishReason.isEmpty();
    }

    @Override
    public void silent(Duration waited) {
        if (answered()) {
            broken();
        } else if (!ended) {
            end(Failures.silent(waited));
        }
    }

    @Override
    public void broken() {
        if (!ended && answered()) {
            complete();
        } else if (!ended) {
            end(Failures.brokenOff());
        }
    }

    private void whole() {
        JsonNode completion = parse(whole.toString(StandardCharsets.UTF_8));
        if (completion == null || !(completion.has("choices") || isError(completion))) {
            end(Failures.unreadable());
            return;
        }
        chunk(completion, "message");
        if (!ended) {
            complete();
        }
    }

    private void complete() {
        end(
                switch (finishReason) {
                    case "content_filter" -> Failures.filtered();
                    case "length" -> Failures.cutShort();
                    case "error" -> Failures.stopped();
                    default -> spoken ? new AgentEvent.TurnEnded() : Failures.empty();
                });
    }

    private void end(AgentEvent terminal) {
        ended = true;
        if (usage != null) {
            out.accept(new AgentEvent.UsageReport(usage));
        }
        out.accept(terminal);
    }

    private static @Nullable JsonNode parse(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            return node != null && node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
