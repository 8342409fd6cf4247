package dev.chatagent.tests;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Paths and queries as nobody writes them who means well; what they hold is in ISO 8859-1, a character a byte. */
final class FuzzPaths {
    /** Put in at a place of the path; {@code /} at the end of one is that of the path. */
    private static final List<String> TRICKS = List.of(
            "/",
            "//",
            "/./",
            "/../",
            "/x/../",
            "/..;/",
            "/.;/",
            ";jsessionid=1",
            ";",
            ";a=b/",
            "%2f",
            "%2F",
            "%5c",
            "\\",
            "%2e%2e/",
            "%2e/",
            "%252f",
            "%00",
            "%0d%0a",
            "%0a",
            "%",
            "%z",
            "%zz",
            "%c0%af",
            "%e0%80%af",
            "%ff",
            "%u002f",
            "%3f",
            "%23",
            "#",
            "?",
            "&",
            " ",
            "+",
            "\t",
            ".json",
            ".",
            "..",
            "~",
            "*",
            ":",
            "@",
            "$",
            "|",
            "^",
            "`",
            "{}",
            "[]",
            "<>",
            "\"",
            "'",
            "\u00e9",
            "\u0080",
            "%61",
            "%41",
            "%7e",
            "\u007f");

    private static final List<String> WRONG_PERCENTS = List.of(
            "%", "%z", "%zz", "%c0%af", "%00", "%ff", "%u0041", "%e2%82", "%ed%a0%80", "%25%", "%f8%88%80%80%80");

    private final FuzzWords words;

    FuzzPaths(FuzzWords words) {
        this.words = words;
    }

    /** A parameter of a path: like an id, or not at all. */
    String segment(String good) {
        return switch (words.below(6)) {
            case 0 -> good.toUpperCase(java.util.Locale.ROOT);
            case 1 -> good + words.one(TRICKS);
            case 2 -> words.one(WRONG_PERCENTS);
            case 3 -> encoded(words.text());
            case 4 -> good.substring(0, words.below(good.length() + 1));
            default -> encoded(good + words.text());
        };
    }

    String tricky(String path) {
        if (words.chance(20)) {
            return path + "/" + words.one(List.of("a", "%41", "/", ";", "../")).repeat(2_000);
        }
        int at = words.below(path.length() + 1);
        return path.substring(0, at) + words.one(TRICKS) + path.substring(at);
    }

    /** With those parameters and others, in a form or out of it. */
    String query(List<String> names) {
        StringBuilder query = new StringBuilder();
        int pairs = words.chance(30) ? 500 : 1 + words.below(4);
        for (int i = 0; i < pairs; i++) {
            String name = names.isEmpty() || words.chance(5) ? encoded(words.text()) : words.one(names);
            String value = words.chance(5) ? words.one(WRONG_PERCENTS) : encoded(words.text());
            query.append(i == 0 ? "" : words.one(List.of("&", "&", "&", "&&", ";", "?")))
                    .append(name)
                    .append(words.one(List.of("=", "=", "=", "==", "", "[]=")))
                    .append(value);
        }
        return query.substring(0, Math.min(query.length(), 6_000));
    }

    private String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '-' || b == '.';
            encoded.append(plain ? String.valueOf((char) b) : String.format("%%%02x", b & 0xff));
        }
        return encoded.substring(0, Math.min(encoded.length(), 3_000));
    }
}
