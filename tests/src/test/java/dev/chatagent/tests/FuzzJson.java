package dev.chatagent.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bodies: a good one with one field that is not, or text that is hardly JSON. */
final class FuzzJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEEP = 10_000;
    private static final String HOLE = "\"@hole@\"";

    /** Values as they are written. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-0",
            "-0.0",
            "1e400",
            "-1E+400",
            "1e-400",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1.7976931348623157e309",
            "NaN",
            "-Infinity",
            "+1",
            "01",
            ".5",
            "5.",
            "0x10",
            "9".repeat(33),
            "9".repeat(20_000),
            "1e" + "9".repeat(1_000),
            "[]",
            "{}",
            "[null]",
            "[[[]]]",
            "{\"a\":{\"b\":{}}}",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"x\\ud83d\"",
            "\"\\u0000\"",
            "\"\\u12\"",
            "\"\\x41\"",
            "\"\\",
            "\"\n\"",
            "\"\\ud83d\\ude00\"",
            "'single'",
            "undefined",
            "/* comment */1",
            "\"a\" \"b\"",
            "[1,]",
            "[,]",
            "{\"__proto__\":{\"admin\":true}}",
            "{\"@class\":\"java.lang.Runtime\"}",
            "[\"java.util.ArrayList\",[]]",
            "{\"type\":\"text\",\"text\":\"x\"}",
            "[".repeat(DEEP) + "]".repeat(DEEP),
            "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP),
            "[".repeat(DEEP),
            "\"" + "y".repeat(250_000) + "\"",
            "\"" + "\\u0079".repeat(40_000) + "\"",
            "[" + "1,".repeat(50_000) + "1]",
            "[" + "\"user\",".repeat(2_000) + "\"user\"]");

    /** Whole bodies that are no objects of the right form; {@code #} stands for the good one. */
    private static final List<String> BODIES = List.of(
            "",
            " ",
            "\u0000",
            "\ufeff#",
            "##",
            "# trailing",
            "#\u0000",
            "[#]",
            "null",
            "true",
            "1e400",
            "\"text\"",
            "[]",
            "{",
            "}",
            "{\"\":1}",
            "{\"" + "k".repeat(300) + "\":1}",
            "{\"a\"}",
            "{\"a\":1,\"a\":2}",
            "{,}",
            "{\"a\":1,}",
            "//\n#",
            "#\n\n\n\n",
            "\r\n\t #",
            ")]}',\n#",
            "a=1&b=2",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
            "--boundary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--boundary--",
            "[".repeat(DEEP),
            "[".repeat(DEEP) + "]".repeat(DEEP),
            "{\"a\":".repeat(DEEP) + "{}" + "}".repeat(DEEP));

    private final FuzzWords words;

    FuzzJson(FuzzWords words) {
        this.words = words;
    }

    byte[] body(JsonNode good) {
        return switch (words.below(8)) {
            case 0 -> bytes(words.one(BODIES).replace("#", good.toString()));
            case 1 -> twice(good);
            case 2 -> broken(good);
            case 3 -> good.toString().getBytes(words.chance(2) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_16LE);
            case 4 -> bytes(more(good));
            default -> bytes(other(good));
        };
    }

    /** One field, or one that does not exist, with another value. */
    private String other(JsonNode good) {
        ObjectNode changed = good.deepCopy();
        List<String> names = names(good);
        String name = names.isEmpty() || words.chance(10) ? words.text() : words.one(names);
        changed.put(name, "@hole@");
        String value = words.chance(2)
                ? words.one(VALUES)
                : JsonNodeFactory.instance.textNode(words.text()).toString();
        return changed.toString().replace(HOLE, value);
    }

    /** A field too many, or too few. */
    private String more(JsonNode good) {
        ObjectNode changed = good.deepCopy();
        List<String> names = names(good);
        if (!names.isEmpty() && words.chance(2)) {
            changed.remove(words.one(names));
        } else {
            changed.put(words.one(List.of("userId", "tenantId", "roles", "id", "class", "", "__proto__")), "x");
        }
        return changed.toString();
    }

    private byte[] twice(JsonNode good) {
        List<String> names = names(good);
        String name = names.isEmpty() ? "a" : words.one(names);
        String text = good.toString();
        String again = "{\"" + name + "\":1,\"" + name + "\":" + words.one(List.of("1", "null", "\"x\"", "[]")) + ",";
        return bytes(again + text.substring(1));
    }

    /** Bytes that are no UTF-8: overlong, half surrogates, cut, or anything. */
    private byte[] broken(JsonNode good) {
        byte[] text = bytes(good.toString());
        List<byte[]> wrong = List.of(
                new byte[] {(byte) 0xc0, (byte) 0xaf},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xff, (byte) 0xfe},
                new byte[] {(byte) 0xe2, (byte) 0x82},
                new byte[] {0});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = words.below(text.length);
        out.write(text, 0, at);
        if (words.chance(4)) {
            return out.toByteArray();
        }
        out.writeBytes(words.one(wrong));
        out.write(text, at, text.length - at);
        return out.toByteArray();
    }

    private static List<String> names(JsonNode good) {
        List<String> names = new ArrayList<>();
        good.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Half surrogates become question marks; their bytes are in {@link #broken}. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
