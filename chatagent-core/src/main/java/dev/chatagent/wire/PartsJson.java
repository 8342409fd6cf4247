package dev.chatagent.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.chatagent.chat.Part;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The parts of a message as JSON, for storages. Thread-safe. */
public final class PartsJson {
    private static final JsonFactory JSON = new JsonFactory();

    private PartsJson() {}

    private record Parts(List<Part> parts) {}

    public static String write(List<Part> parts) {
        return Json.write(new Parts(parts));
    }

    /** Reads what {@link #write} wrote. A page of history reads fifty: the usual form, one text, takes the short way. */
    public static List<Part> read(String json) {
        try {
            Optional<Part> text = onlyText(json);
            return text.isPresent()
                    ? List.of(text.get())
                    : Json.readTrusted(json, Parts.class).parts();
        } catch (IOException e) {
            throw new IllegalArgumentException("Not the JSON of a message's parts", e);
        }
    }

    private static Optional<Part> onlyText(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            boolean text = parser.nextToken() == JsonToken.START_OBJECT
                    && "parts".equals(parser.nextFieldName())
                    && parser.nextToken() == JsonToken.START_ARRAY
                    && parser.nextToken() == JsonToken.START_OBJECT
                    && "type".equals(parser.nextFieldName())
                    && "text".equals(parser.nextTextValue())
                    && "text".equals(parser.nextFieldName());
            String value = text ? parser.nextTextValue() : null;
            return value != null && ends(parser) ? Optional.of(new Part.Text(value)) : Optional.empty();
        }
    }

    private static boolean ends(JsonParser parser) throws IOException {
        return parser.nextToken() == JsonToken.END_OBJECT
                && parser.nextToken() == JsonToken.END_ARRAY
                && parser.nextToken() == JsonToken.END_OBJECT;
    }
}
