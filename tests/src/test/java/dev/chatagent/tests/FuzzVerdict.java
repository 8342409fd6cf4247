package dev.chatagent.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with an answer, whatever was asked. */
final class FuzzVerdict {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SLOW_MILLIS = 8_000;
    /** Past this some containers close while the caller still writes, which resets the connection. */
    private static final int LARGE_HEAD = 8_000;

    private static final Pattern INSIDES = Pattern.compile(
            "\\b(java|javax|jakarta|sun|org\\.(h2|eclipse|apache|jdbi|flywaydb|jboss)|io\\.undertow|com\\.(fasterxml|zaxxer)"
                    + "|dev\\.chatagent)\\.[a-z]|[A-Za-z]Exception\\b|\\tat |\\.java:[0-9]|(?i)(jetty|tomcat|undertow)[/ (]");
    /** The launcher's own, which a question mark in the path asks for. */
    private static final String PAGE = "<!doctype html>\n<html lang=\"en\">\n";

    private static final Pattern SQL =
            Pattern.compile("(?i)\\b(select .* from|insert into|delete from|update .* set|syntax error|sqlstate)\\b");

    private FuzzVerdict() {}

    static List<String> faults(FuzzShot shot, RawAnswer answer, long tookMillis) {
        List<String> faults = new ArrayList<>();
        if (answer.isEmpty()) {
            if (headOf(shot) < LARGE_HEAD) {
                faults.add("no answer");
            }
            return faults;
        }
        int status = answer.status();
        if (tookMillis > SLOW_MILLIS) {
            faults.add("took " + tookMillis + " ms");
        }
        if (status >= 500
                && !((status == 503 || status == 507) && shot.operation().declares(status))
                && !foreign(shot, status)) {
            faults.add("status " + status);
        } else if (status < 200) {
            faults.add("no status");
        }
        if (!silent(answer)) {
            faults.addAll(answer.missing().stream().map(name -> "no " + name).toList());
        }
        faults.addAll(ofHead(answer));
        faults.addAll(ofBody(shot, answer));
        return faults;
    }

    /** What Undertow says of a request that it cannot read, and nothing else can be said there. */
    private static boolean silent(RawAnswer answer) {
        return answer.status() == 400
                && answer.header("content-length").equals("0")
                && answer.header("connection").equals("close");
    }

    /** A container may say that it knows no such method, or no such version where a space ends the path. */
    private static boolean foreign(FuzzShot shot, int status) {
        return (status == 501 || status == 505) && shot.kind() != FuzzShot.Kind.NOTHING;
    }

    private static int headOf(FuzzShot shot) {
        return shot.wire().indexOf("\r\n\r\n");
    }

    private static List<String> ofHead(RawAnswer answer) {
        List<String> faults = new ArrayList<>();
        for (String name : List.of("server", "x-powered-by", "location")) {
            if (!answer.header(name).isEmpty()) {
                faults.add(name + ": " + answer.header(name));
            }
        }
        if (INSIDES.matcher(answer.head()).find()) {
            faults.add("insides in the head");
        }
        return faults;
    }

    private static List<String> ofBody(FuzzShot shot, RawAnswer answer) {
        List<String> faults = new ArrayList<>();
        String body = new String(answer.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (INSIDES.matcher(body).find()) {
            faults.add("insides in the body");
        }
        if (body.contains("<html") && !(answer.status() == 200 && body.startsWith(PAGE))) {
            faults.add("a page that is not ours");
        }
        if (body.contains(Api.PASSWORD) && !body.contains("\"openapi\"")) {
            faults.add("a password in the body");
        }
        if (shot.role() != FuzzPeople.Role.USER && body.contains(shot.people().canary())) {
            faults.add("somebody else's chat in the body");
        }
        if (shot.people().secrets().stream().anyMatch(body::contains)) {
            faults.add("a token in the body");
        }
        boolean page = body.equals("Not found\n") || body.equals("Method not allowed\n"); // of a path outside the API
        if (answer.status() >= 400 && !body.isEmpty() && !page) {
            faults.addAll(ofProblem(answer, body));
        }
        return faults;
    }

    private static List<String> ofProblem(RawAnswer answer, String body) {
        List<String> faults = new ArrayList<>();
        if (SQL.matcher(body).find()) {
            faults.add("SQL in the body");
        }
        if (!answer.header("content-type").startsWith("application/problem+json")) {
            faults.add("no problem but " + answer.header("content-type"));
            return faults;
        }
        try {
            JsonNode problem = JSON.readTree(body);
            if (problem.path("status").asInt() != answer.status()
                    || !problem.path("type").isTextual()) {
                faults.add("a problem that says " + problem);
            }
        } catch (IOException e) {
            faults.add("not JSON");
        }
        return faults;
    }
}
