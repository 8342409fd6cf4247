package dev.chatagent.ws;

import java.util.List;
import java.util.Random;

/** Commands that are almost right; the same for a seed and a number. */
final class FuzzCommands {
    private static final int MAX = 60_000;
    private static final List<String> GOOD = List.of(
            "{\"id\":\"a1\",\"type\":\"ping\"}",
            "{\"id\":\"a1\",\"type\":\"auth\",\"token\":\"aaa.bbb.ccc\"}",
            "{\"id\":\"a1\",\"type\":\"auth\",\"ticket\":\"nonsense\"}",
            "{\"id\":\"a1\",\"type\":\"subscribe\",\"stream\":\"user\",\"since\":0}",
            "{\"id\":\"a1\",\"type\":\"subscribe\",\"stream\":\"session:@chat@\"}",
            "{\"id\":\"a1\",\"type\":\"unsubscribe\",\"stream\":\"user\"}",
            "{\"id\":\"a1\",\"type\":\"send\",\"session\":\"@chat@\",\"text\":\"x\",\"key\":\"k\",\"parent\":null}",
            "{\"id\":\"a1\",\"type\":\"send\",\"session\":\"@chat@\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}]}",
            "{\"id\":\"a1\",\"type\":\"cancel\",\"session\":\"@chat@\",\"run\":\"@chat@\"}");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-0",
            "1e400",
            "1e-400",
            "9223372036854775808",
            "-9223372036854775809",
            "9".repeat(5_000),
            "NaN",
            "01",
            "[]",
            "{}",
            "[null]",
            "\"\"",
            "\" \"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"\\u12\"",
            "\"\n\"",
            "\"user\"",
            "\"session:\"",
            "\"session:00000000-0000-0000-0000-000000000000\"",
            "\"" + "y".repeat(40_000) + "\"",
            "[".repeat(5_000) + "]".repeat(5_000),
            "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000),
            "[" + "1,".repeat(5_000) + "1]",
            "{\"@class\":\"java.lang.Runtime\"}",
            "{\"__proto__\":{}}");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\\",
            "\\u",
            "\u0000",
            "\ud83d\ude00",
            "\ufeff",
            "/*",
            "\u2028",
            "0",
            "\t");

    private FuzzCommands() {}

    static String of(long seed, long number, String chat) {
        Random random = new Random(seed * 1_000_003 + number);
        String text = one(random, GOOD).replace("@chat@", chat);
        for (int i = random.nextInt(4) / 3; i >= 0; i--) {
            text = spoil(random, text);
        }
        return text.length() > MAX ? text.substring(0, MAX) : text;
    }

    private static String spoil(Random random, String text) {
        int at = random.nextInt(text.length() + 1);
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> value(random, text);
            case 3 -> text.substring(0, at) + one(random, PIECES) + text.substring(at);
            case 4 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(3)));
            case 5 -> text.substring(0, at);
            case 6 -> text.replaceFirst(",", ",\"type\":" + quoted(random) + ",");
            case 7 -> text.replaceFirst("\\{", "{\"more\":" + quoted(random) + ",");
            default -> random.nextBoolean() ? "[" + text + "]" : text + text;
        };
    }

    private static String quoted(Random random) {
        return one(random, VALUES).replace("\\", "\\\\").replace("$", "");
    }

    /** What stands between a colon and the next comma is another value. */
    private static String value(Random random, String text) {
        int colon = text.indexOf(':', random.nextInt(text.length() + 1));
        if (colon < 0) {
            return text;
        }
        int end = text.indexOf(',', colon);
        return text.substring(0, colon + 1) + one(random, VALUES) + (end < 0 ? "}" : text.substring(end));
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
