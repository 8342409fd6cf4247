package dev.chatagent.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.chatagent.auth.Permission;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.presence.ConnectionKind;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.Function;

/** How single values are written: ids and times as strings, constants in lower case. */
final class WireTypes extends SimpleModule {
    private static final long serialVersionUID = 1L;

    WireTypes() {
        super("chatagent");
        id(UserId.class, UserId::parse);
        id(ChatId.class, ChatId::parse);
        id(RunId.class, RunId::parse);
        id(FileId.class, FileId::parse);
        id(LoginId.class, LoginId::parse);
        id(ConnectionId.class, ConnectionId::parse);
        id(MessageId.class, MessageId::parse);
        id(TenantId.class, TenantId::new);
        constants(MessageRole.class);
        constants(MessageStatus.class);
        constants(RunStatus.class);
        constants(ConnectionKind.class);
        constants(Permission.class);
        constants(ErrorCode.class);
        constants(ComponentHealth.Status.class);
        value(Instant.class, Instant::toString, WireTypes::instant);
        addDeserializer(String.class, new CleanString());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("no instant", e);
        }
    }

    private <T> void id(Class<T> type, Function<String, T> parse) {
        value(type, Object::toString, parse);
    }

    private <E extends Enum<E>> void constants(Class<E> type) {
        value(
                type,
                constant -> constant.name().toLowerCase(Locale.ROOT),
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    private <T> void value(Class<T> type, Function<? super T, String> format, Function<String, T> parse) {
        addSerializer(type, new Writer<>(type, format));
        addDeserializer(type, new Reader<>(type, parse));
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<? super T, String> format;

        Writer(Class<T> type, Function<? super T, String> format) {
            super(type);
            this.format = format;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(format.apply(value));
        }
    }

    private static final class Reader<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> parse;

        Reader(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw JsonMappingException.from(json, "a string is expected");
            }
            try {
                return parse.apply(json.getText());
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(json, "not of the expected form", e);
            }
        }
    }

    /** Strings that every database and every reader can hold: no U+0000, no lone surrogate. */
    private static final class CleanString extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1L;

        CleanString() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw JsonMappingException.from(json, "a string is expected");
            }
            String text = json.getText();
            if (text.indexOf('\0') >= 0 || text.codePoints().anyMatch(WireTypes::loneSurrogate)) {
                throw JsonMappingException.from(json, "characters that cannot be stored");
            }
            return text;
        }
    }

    private static boolean loneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
