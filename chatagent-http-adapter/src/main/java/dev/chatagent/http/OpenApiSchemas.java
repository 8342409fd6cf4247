package dev.chatagent.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chatagent.id.UserId;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of the records that cross HTTP, read off the records themselves: what may be null is left out of answers, so it is
 * not required there. Not thread-safe.
 */
final class OpenApiSchemas {
    private static final String IDS = UserId.class.getPackageName();
    private static final Map<Class<?>, Map<String, Object>> SCALARS = Map.ofEntries(
            Map.entry(String.class, Map.of("type", "string")),
            Map.entry(boolean.class, Map.of("type", "boolean")),
            Map.entry(int.class, Map.of("type", "integer", "format", "int32")),
            Map.entry(long.class, Map.of("type", "integer", "format", "int64")),
            Map.entry(Long.class, Map.of("type", "integer", "format", "int64")),
            Map.entry(Instant.class, Map.of("type", "string", "format", "date-time")),
            Map.entry(Map.class, Map.of("type", "object")));

    private final Map<String, Object> components = new TreeMap<>();

    /** Every schema that was referred to, by its name. */
    Map<String, Object> components() {
        return components;
    }

    Map<String, Object> answer(Class<?> type) {
        return schema(type, List.of());
    }

    /** All fields of bodies may be null in Java, so that handlers can say which is missing; {@link Required} tells which must not. */
    Map<String, Object> body(Class<?> type) {
        return schema(type, Required.of(type));
    }

    private Map<String, Object> schema(Class<?> type, List<String> alsoRequired) {
        Map<String, Object> scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.getPackageName().equals(IDS)) {
            return Map.of("type", "string");
        }
        if (type.isEnum()) {
            return OpenApi.ordered("type", "string", "enum", constants(type));
        }
        String name = name(type);
        if (!components.containsKey(name)) {
            components.put(name, Map.of()); // a record that holds itself ends here
            components.put(name, type.isSealed() ? choice(type) : object(type, alsoRequired));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private Map<String, Object> object(Class<?> type, List<String> alsoRequired) {
        if (!type.isRecord()) {
            throw new IllegalStateException("No schema for " + type);
        }
        Map<String, Object> properties = new TreeMap<>();
        List<String> required = new ArrayList<>(alsoRequired);
        for (RecordComponent component : type.getRecordComponents()) {
            properties.put(component.getName(), property(component));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        Map<String, Object> schema = OpenApi.ordered("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private Map<String, Object> property(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonRawValue.class)
                ? Map.of("type", "object")
                : schema(component.getAnnotatedType());
    }

    private Map<String, Object> schema(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (type instanceof Class<?> plain) {
            return schema(plain, List.of());
        }
        Class<?> raw = (Class<?>) ((ParameterizedType) type).getRawType();
        AnnotatedType[] arguments = ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
        Map<String, Object> element = schema(arguments[arguments.length - 1]);
        return Collection.class.isAssignableFrom(raw)
                ? OpenApi.ordered("type", "array", "items", element)
                : OpenApi.ordered("type", "object", "additionalProperties", element);
    }

    /** One of several records, told apart by {@code type}. */
    private Map<String, Object> choice(Class<?> type) {
        List<Map<String, Object>> options = new ArrayList<>();
        for (Class<?> option : type.getPermittedSubclasses()) {
            Map<String, Object> tag = Map.of("const", option.getSimpleName().toLowerCase(Locale.ROOT));
            options.add(OpenApi.ordered(
                    "allOf",
                    List.of(
                            schema(option, List.of()),
                            OpenApi.ordered(
                                    "type",
                                    "object",
                                    "properties",
                                    Map.of("type", tag),
                                    "required",
                                    List.of("type")))));
        }
        return options.size() == 1 ? options.get(0) : OpenApi.ordered("oneOf", options);
    }

    /** Of a nested record with the name of what it stands in, as far as that says anything new. */
    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        String own = type.getSimpleName();
        String room = outer == null ? "" : outer.getSimpleName().replaceAll("(Routes|Answers)$", "");
        return own.startsWith(room) ? own : room + own;
    }
}
