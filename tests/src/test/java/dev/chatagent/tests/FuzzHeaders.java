package dev.chatagent.tests;

import java.util.List;
import java.util.Map;

/** Headers with values that nobody expects of them. */
final class FuzzHeaders {
    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            Map.entry(
                    "Content-Type",
                    List.of(
                            "",
                            "application/json; charset=utf-16",
                            "application/json;charset=\"utf-8\"",
                            "application/json; charset=x; charset=utf-8",
                            "application/json;;;",
                            "APPLICATION/JSON",
                            "text/json",
                            "text/plain",
                            "application/x-www-form-urlencoded",
                            "multipart/form-data; boundary=boundary",
                            "multipart/form-data",
                            "application/json, text/html",
                            "*/*",
                            "/",
                            "application/json; charset=nosuch")),
            Map.entry(
                    "Accept",
                    List.of(
                            "",
                            "*/*;q=0",
                            "text/html",
                            "application/json;q=0.000",
                            "application/json;q=nan",
                            "application/*;q=0.5, */*;q=0",
                            ",,,",
                            ";q=1",
                            "text/event-stream",
                            "application/problem+json",
                            "a/b,".repeat(1_000))),
            Map.entry("Accept-Encoding", List.of("", "gzip", "gzip;q=0", "*;q=0", "identity;q=0", "br", "gzip, gzip")),
            Map.entry("If-None-Match", List.of("*", "\"", "\"\"", "W/\"x\"", "\"x\",".repeat(500), "x")),
            Map.entry("If-Match", List.of("*", "\"x\"")),
            Map.entry(
                    "If-Modified-Since",
                    List.of("x", "Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 01 Jan 99999 00:00:00 GMT")),
            Map.entry("Range", List.of("bytes=0-", "bytes=-1", "bytes=5-2", "bytes=0-0,".repeat(500), "x")),
            Map.entry("Idempotency-Key", List.of("", " ", "a b", "k".repeat(255), "k".repeat(256), "\u00e9", "same")),
            Map.entry(
                    "Authorization",
                    List.of(
                            "",
                            "Bearer",
                            "Bearer ",
                            "bearer x",
                            "Basic YWRhOng=",
                            "Bearer a.b.c",
                            "Bearer ..",
                            "Bearer eyJhbGciOiJub25lIn0.e30.",
                            "Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2V0Yy9wYXNzd2QifQ.e30.x",
                            "Bearer cak_",
                            "Bearer cak_" + "x".repeat(43),
                            "Bearer " + "x".repeat(6_000),
                            "Digest username=\"a\"",
                            "Bearer \u00e9\u00ff")),
            Map.entry(
                    "Cookie",
                    List.of(
                            "",
                            "chatagent-refresh=x",
                            "chatagent-refresh=x; chatagent-refresh=y",
                            "__Host-chatagent-refresh=\"\"",
                            "=",
                            ";;;",
                            "$Version=1; a=\"b",
                            "a=b; ".repeat(500),
                            "chatagent-device=\u00e9")),
            Map.entry("Origin", List.of("null", "http://evil.example", "http://127.0.0.1", "x", "", "http://[::1")),
            Map.entry("Sec-Fetch-Site", List.of("cross-site", "same-origin", "x")),
            Map.entry("Referer", List.of("http://evil.example/", "x")),
            Map.entry(
                    "X-Forwarded-For", List.of("1.2.3.4", "::ffff:1.2.3.4", "unknown", "a, b,,", "1.2.3.4:99999", "[")),
            Map.entry("X-Forwarded-Proto", List.of("https", "javascript", "")),
            Map.entry("X-Forwarded-Host", List.of("evil.example", "a:b:c", "[::1]", "x".repeat(300))),
            Map.entry("Forwarded", List.of("for=\"[::1\"", "for=_x;by=y;host=evil.example;proto=https")),
            Map.entry("X-HTTP-Method-Override", List.of("DELETE", "GET")),
            Map.entry("X-Original-URL", List.of("/api/admin/users")),
            Map.entry("X-Request-Id", List.of("x", "\u00ff", "y".repeat(2_000))),
            Map.entry("Last-Event-ID", List.of("", "-1", "9223372036854775807", "9223372036854775808", "1e5", "x")),
            Map.entry("X-Chatagent-Mode", List.of("cookie", "COOKIE", "x", "")),
            Map.entry("X-Chatagent-Device", List.of("x", "", "y".repeat(3_000), "\u00ff")),
            Map.entry("Content-Encoding", List.of("gzip", "identity", "deflate, gzip", "")),
            Map.entry("Content-Language", List.of("x")),
            Map.entry("Accept-Language", List.of("x-" + "y".repeat(500), "*", "de;q=9")),
            Map.entry("Accept-Charset", List.of("utf-16", "nosuch;q=0")),
            Map.entry("Access-Control-Request-Method", List.of("DELETE", "\u00ff")),
            Map.entry("Upgrade", List.of("h2c", "websocket", "TLS/1.0")),
            Map.entry("Connection", List.of("upgrade", "keep-alive, close", "content-length", "x")),
            Map.entry("Max-Forwards", List.of("0", "-1")),
            Map.entry("Via", List.of("1.1 x")),
            Map.entry("Expect", List.of("100-continue", "200-ok")),
            Map.entry("User-Agent", List.of("", "x".repeat(4_000), "${jndi:ldap://127.0.0.1:1/a}", "\u00ff\u00fe")));

    private static final List<String> NAMES = KNOWN.keySet().stream().sorted().toList();

    private final FuzzWords words;

    FuzzHeaders(FuzzWords words) {
        this.words = words;
    }

    /** One to four, now and then one twice or very many; no line of it ends but in CRLF. */
    void add(StringBuilder head) {
        if (words.chance(40)) {
            for (int i = 0; i < 150; i++) {
                line(head, "X-" + i, "y".repeat(words.below(50)));
            }
        }
        int count = 1 + words.below(4);
        for (int i = 0; i < count; i++) {
            String name = words.one(NAMES);
            String value = words.chance(3) ? words.headerValue() : words.one(KNOWN.getOrDefault(name, List.of("")));
            line(head, name, value);
            if (words.chance(6)) {
                line(head, name, words.one(KNOWN.getOrDefault(name, List.of(""))));
            }
        }
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
