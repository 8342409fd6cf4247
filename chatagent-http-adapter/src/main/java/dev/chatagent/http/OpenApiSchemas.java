package dev.chatagent.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.TenantId;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
            Map.entry(int.class, OpenApi.ordered("type", "integer", "format", "int32")),
            Map.entry(long.class, OpenApi.ordered("type", "integer", "format", "int64")),
            Map.entry(Long.class, OpenApi.ordered("type", "integer", "format", "int64")),
            Map.entry(Instant.class, OpenApi.ordered("type", "string", "format", "date-time")));

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** An id that the server made. */
    static final Map<String, Object> ID =
            OpenApi.ordered("type", "string", "pattern", "^" + UUID + "$", "minLength", 36, "maxLength", 36);

    private static final Map<String, Object> MESSAGE_ID = OpenApi.ordered(
            "type", "string", "pattern", "^" + UUID + "\\.[1-9][0-9]{0,8}$", "minLength", 38, "maxLength", 46);
    private static final Map<String, Object> TENANT =
            OpenApi.ordered("type", "string", "pattern", "^[a-z0-9-]{1,64}$", "minLength", 1, "maxLength", 64);

    private final Map<String, Object> components = new TreeMap<>();

    /** Every schema that was referred to, by its name. */
    Map<String, Object> components() {
        return components;
    }

    /** What an answer declares: a record, or a schema as it is. */
    @SuppressWarnings("unchecked") // a schema is an object
    Map<String, Object> of(Object declared) {
        return declared instanceof Class<?> type ? schema(type, List.of()) : (Map<String, Object>) declared;
    }

    /** All fields of bodies may be null in Java, so that handlers can say which is missing; the route tells which must not. */
    Map<String, Object> body(Route.Body body) {
        Map<String, Object> reference = schema(body.type(), body.required());
        if (!body.either().isEmpty()) {
            Map<String, Object> schema = new LinkedHashMap<>(object(body.type(), body.required(), Map.of()));
            List<Map<String, Object>> choices = new ArrayList<>();
            body.either().forEach(field -> choices.add(Map.of("required", List.of(field))));
            schema.put("anyOf", choices);
            components.put(name(body.type()), schema);
        }
        return reference;
    }

    /** A schema that is no record's; answers the reference to it. */
    Map<String, Object> add(String name, Map<String, Object> schema) {
        components.put(name, schema);
        return reference(name);
    }

    private static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> schema(Class<?> type, List<String> alsoRequired) {
        Map<String, Object> scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.getPackageName().equals(IDS)) {
            return id(type);
        }
        if (type.isEnum()) {
            return OpenApi.ordered("type", "string", "enum", constants(type));
        }
        String name = name(type);
        if (!components.containsKey(name)) {
            components.put(name, Map.of()); // a record that holds itself ends here
            components.put(name, type.isSealed() ? choice(type) : object(type, alsoRequired, Map.of()));
        }
        return reference(name);
    }

    static Map<String, Object> id(Class<?> type) {
        if (type == MessageId.class) {
            return MESSAGE_ID;
        }
        return type == TenantId.class ? TENANT : ID;
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Closed: callers may rely on there being nothing else, and bodies with anything else are refused. */
    private Map<String, Object> object(Class<?> type, List<String> alsoRequired, Map<String, Object> tag) {
        if (!type.isRecord()) {
            throw new IllegalStateException("No schema for " + type);
        }
        Map<String, Object> properties = new TreeMap<>(tag);
        Set<String> required = new LinkedHashSet<>(tag.keySet());
        required.addAll(alsoRequired);
        collect(type, properties, required);
        Map<String, Object> schema =
                OpenApi.ordered("type", "object", "additionalProperties", false, "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private void collect(Class<?> type, Map<String, Object> properties, Set<String> required) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                collect(component.getType(), properties, required);
                continue;
            }
            properties.put(component.getName(), property(component));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
    }

    /** What is written as it was stored is an object of short words. */
    private Map<String, Object> property(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonRawValue.class)
                ? OpenApi.ordered("type", "object", "additionalProperties", Map.of("type", "string"))
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
        Map<String, Object> mapping = new TreeMap<>();
        for (Class<?> option : type.getPermittedSubclasses()) {
            String tag = option.getSimpleName().toLowerCase(Locale.ROOT);
            Map<String, Object> constant = OpenApi.ordered("type", "string", "const", tag);
            Map<String, Object> reference = add(name(option), object(option, List.of(), Map.of("type", constant)));
            options.add(reference);
            mapping.put(tag, reference.get("$ref"));
        }
        return OpenApi.ordered(
                "oneOf", options, "discriminator", OpenApi.ordered("propertyName", "type", "mapping", mapping));
    }

    /** Of a nested record with the name of what it stands in, as far as that says anything new. */
    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        String own = type.getSimpleName();
        String room = outer == null ? "" : outer.getSimpleName().replaceAll("(Routes|Answers)$", "");
        return own.startsWith(room) ? own : room + own;
    }
}
