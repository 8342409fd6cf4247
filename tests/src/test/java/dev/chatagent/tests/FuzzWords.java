package dev.chatagent.tests;

import java.util.List;
import java.util.Random;

/** What programs trip over, as texts: for headers, names, and values of JSON. The same seed gives the same words. */
final class FuzzWords {
    /** Of the kinds that the "big list of naughty strings" has, and what broke JSON readers, databases and logs before. */
    private static final List<String> NAUGHTY = List.of(
            "",
            " ",
            "\t",
            "null",
            "undefined",
            "true",
            "NaN",
            "Infinity",
            "-0",
            "1e400",
            "-1e400",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "0x7fffffff",
            "1,000",
            "1.0E+2",
            "٣",
            "１２",
            "0".repeat(400),
            "9".repeat(400),
            "\u0000",
            "a\u0000b",
            "\u0001\u0007\u001b[31m",
            "\u007f\u0080\u0085\u2028\u2029",
            "\ufeffbom",
            "\u202eright to left",
            "\u200b\u200d\u2060",
            "\ufffe\uffff",
            "\ud83d\ude00",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66".repeat(20),
            "e\u0301\u0323".repeat(50),
            "\u0e33\u0e33\u0e33",
            "İıſß\u212a",
            "ÅåĄą",
            "\uff0e\uff0e\uff0f",
            "' OR '1'='1",
            "'; DROP TABLE users; --",
            "\" or \"\"=\"",
            "\\",
            "\\'",
            "%",
            "_",
            "%%%_%",
            "\\%",
            "*",
            "foo:* & !bar | (",
            "${jndi:ldap://127.0.0.1:1/a}",
            "#{7*7}{{7*7}}<%= 7*7 %>",
            "%s%n%x%p",
            "{}{}{}",
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "javascript:alert(1)",
            "../../../../etc/passwd",
            "..\\..\\windows\\win.ini",
            "/dev/null",
            "C:\\CON",
            "file:///etc/passwd",
            "http://127.0.0.1:1/",
            "a@b",
            "a@b.c",
            "\"quoted @ part\"@example.org",
            "ada@example.org\r\nBcc: eve@example.org",
            "ada@exämple.org",
            "ada@example.org\u0000",
            "@",
            "a".repeat(65) + "@" + "b".repeat(250) + ".org",
            "x".repeat(256),
            "x".repeat(5_000),
            "\ud83d\ude00".repeat(3_000),
            "a b ".repeat(4_000),
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "1-1-1-1-1",
            "user",
            "session:",
            "session:00000000-0000-4000-8000-000000000000",
            "MTIz",
            "LTE",
            "OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
            "KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaIHg",
            "admin",
            "cookie");

    private final Random random;

    FuzzWords(Random random) {
        this.random = random;
    }

    static int count() {
        return NAUGHTY.size();
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String text() {
        return switch (random.nextInt(6)) {
            case 0 -> characters(random.nextInt(40), 0x250);
            case 1 -> one(NAUGHTY) + one(NAUGHTY);
            case 2 -> characters(random.nextInt(200), 0x11_0000);
            default -> one(NAUGHTY);
        };
    }

    /** Half surrogates among them. */
    private String characters(int length, int bound) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(bound));
        }
        return text.toString();
    }

    /** For a header: nothing that ends a line or the head, which is the business of raw requests. */
    String headerValue() {
        StringBuilder value = new StringBuilder();
        for (char c : text().toCharArray()) {
            value.append(c == '\r' || c == '\n' || c == 0 ? '_' : (char) (c & 0xff));
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\r' || value.charAt(i) == '\n' || value.charAt(i) == 0) {
                value.setCharAt(i, '_');
            }
        }
        return value.substring(0, Math.min(value.length(), 3_000));
    }
}
