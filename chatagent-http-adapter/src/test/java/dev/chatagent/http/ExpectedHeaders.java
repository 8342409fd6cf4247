package dev.chatagent.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The headers that every answer has, written down here once more so that none gets lost. */
final class ExpectedHeaders {
    private static final Map<String, String> OF_ALL = Map.of(
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "referrer-policy", "no-referrer",
            "permissions-policy", "camera=\\(\\), geolocation=\\(\\), microphone=\\(\\), payment=\\(\\), usb=\\(\\)",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin");

    private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";
    private static final List<String> PAGE_POLICY = List.of(
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'");

    /** What tells who made a server, and helps who looks for its holes. */
    private static final List<String> NEVER = List.of("server", "x-powered-by", "via");

    private ExpectedHeaders() {}

    static List<String> faultsOfApi(RecordedAnswer answer) {
        List<String> faults = ofAll(answer);
        match(faults, answer, "content-security-policy", API_POLICY + "(; sandbox)?");
        match(faults, answer, "x-request-id", "[0-9a-f-]{36}");
        if (answer.header("etag").isEmpty()) {
            match(faults, answer, "cache-control", "no-store");
        }
        switch (answer.status()) {
            case 401 -> match(faults, answer, "www-authenticate", "Bearer.*");
            case 405 -> match(faults, answer, "allow", "[A-Z]+(, [A-Z]+)*");
            case 429 -> {
                if (!answer.body().contains("\"too_many_connections\"")) { // waiting is no help there
                    match(faults, answer, "retry-after", "[1-9][0-9]*");
                }
            }
            default -> {}
        }
        return faults;
    }

    static List<String> faultsOfPage(RecordedAnswer answer) {
        List<String> faults = ofAll(answer);
        String policy = answer.header("content-security-policy");
        PAGE_POLICY.stream()
                .filter(part -> !policy.contains(part))
                .forEach(part -> faults.add("the content policy lacks " + part));
        if (policy.contains("unsafe-")) {
            faults.add("the content policy is " + policy);
        }
        return faults;
    }

    private static List<String> ofAll(RecordedAnswer answer) {
        List<String> faults = new ArrayList<>();
        OF_ALL.forEach((name, pattern) -> match(faults, answer, name, pattern));
        NEVER.stream()
                .filter(name -> !answer.header(name).isEmpty())
                .forEach(name -> faults.add(name + " is " + answer.header(name)));
        return faults;
    }

    private static void match(List<String> faults, RecordedAnswer answer, String name, String pattern) {
        if (!answer.header(name).matches(pattern)) {
            faults.add(name + " is '" + answer.header(name) + "'");
        }
    }
}
