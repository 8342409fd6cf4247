package dev.chatagent.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chatagent.chat.DraftPart;
import dev.chatagent.chat.Part;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.error.FieldError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Writes records as JSON and reads them back, strictly: UTF-8 without errors, no duplicate or unknown fields, no coercion
 * between types, no null characters or halves of surrogate pairs in strings, bounded depth. Thread-safe.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(MAX_NAME)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .addModule(new WireTypes())
            .addMixIn(Part.class, PartMixin.class)
            .addMixIn(DraftPart.class, DraftPartMixin.class)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** A page of history reads fifty: a reader that is kept looks its deserialiser up once, not each time. */
    private static final ClassValue<ObjectReader> READERS = new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
            return MAPPER.readerFor(type);
        }
    };

    /** What this class wrote has no duplicate fields to look for. */
    private static final ClassValue<ObjectReader> TRUSTING_READERS = new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
            return MAPPER.readerFor(type).without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
        }
    };

    private Json() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Part.Text.class, name = "text"),
        @JsonSubTypes.Type(value = Part.File.class, name = "file")
    })
    private interface PartMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = DraftPart.Text.class, name = "text"),
        @JsonSubTypes.Type(value = DraftPart.File.class, name = "file")
    })
    private interface DraftPartMixin {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Not written as JSON: " + value.getClass().getName(), e);
        }
    }

    /** As above, in UTF-8. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Not written as JSON: " + value.getClass().getName(), e);
        }
    }

    /** Reads UTF-8 bytes from a caller. */
    public static <T> T read(byte[] bytes, Class<T> type) {
        return read(decode(bytes), type);
    }

    /**
     * Reads text from a caller.
     *
     * @throws ChatAgentException MALFORMED_JSON, or INVALID_REQUEST naming the field
     */
    public static <T> T read(String text, Class<T> type) {
        if (text.isBlank()) {
            throw new ChatAgentException(ErrorCode.MALFORMED_JSON, "The body is empty; a JSON object is expected.");
        }
        try {
            T value = READERS.get(type).readValue(text);
            if (value == null) {
                throw new ChatAgentException(ErrorCode.INVALID_REQUEST, "A JSON object is expected, not null.");
            }
            return value;
        } catch (JsonMappingException e) {
            throw explain(e);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    /** Reads what this class wrote. */
    public static <T> T readTrusted(String text, Class<T> type) {
        try {
            return TRUSTING_READERS.get(type).readValue(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the JSON of a " + type.getSimpleName(), e);
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ChatAgentException(ErrorCode.MALFORMED_JSON, "The body is not valid UTF-8.", e);
        }
    }

    private static ChatAgentException malformed(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return new ChatAgentException(ErrorCode.MALFORMED_JSON, "The body is not valid JSON" + where + ".", e);
    }

    private static ChatAgentException explain(JsonMappingException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatAgentException known) {
                return known;
            }
        }
        if (e.getPath().isEmpty()) {
            return e.getCause() instanceof JsonProcessingException parse ? malformed(parse) : notAnObject(e);
        }
        String field = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        FieldError error;
        if (e instanceof UnrecognizedPropertyException) {
            error = new FieldError(field, "unknown", "There is no field of this name; remove it.");
        } else if (e instanceof InvalidNullException) {
            error = new FieldError(field, "required", "This field is required.");
        } else {
            error = new FieldError(field, "wrong_type", "The value has the wrong type or form.");
        }
        return ChatAgentException.invalid(ErrorCode.INVALID_REQUEST, error);
    }

    private static ChatAgentException notAnObject(JsonMappingException e) {
        return new ChatAgentException(
                ErrorCode.INVALID_REQUEST, "A JSON object of the documented form is expected.", e);
    }
}
