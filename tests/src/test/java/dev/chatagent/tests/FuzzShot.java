package dev.chatagent.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * A request: one operation with one thing wrong, or several, or none.
 *
 * @param wire all of it, a character a byte
 */
record FuzzShot(long number, Operation operation, Kind kind, FuzzPeople people, FuzzPeople.Role role, String wire) {
    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "HEAD",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "BREW",
            "G_T");

    /** What is wrong. */
    enum Kind {
        NOTHING,
        ID,
        PATH,
        QUERY,
        BODY,
        HEADERS,
        METHOD,
        EVERYTHING
    }

    /** The shot of that number: each operation in turn, with another thing wrong in each round; all else by chance. */
    static FuzzShot of(long number, long seed, List<Operation> operations, FuzzPeople people) {
        FuzzWords words = new FuzzWords(new Random(seed * 1_000_003 + number));
        Operation operation = operations.get((int) (number % operations.size()));
        Kind kind = Kind.values()[(int) (number / operations.size() % Kind.values().length)];
        FuzzPeople.Role role = role(operation, kind, words, number < operations.size());
        String wire = new Writer(operation, kind, people, words).write(people.token(role));
        return new FuzzShot(number, operation, kind, people, role, wire);
    }

    byte[] bytes() {
        return wire.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A backup is a lot of work, so only the first call asks for one with the right to it. */
    private static FuzzPeople.Role role(Operation operation, Kind kind, FuzzWords words, boolean first) {
        boolean admin =
                operation.forAdministrators() && (first || !operation.toString().equals("POST /admin/backups"));
        if (kind != Kind.NOTHING && words.chance(4)) {
            return admin || words.chance(2) ? FuzzPeople.Role.NOBODY : FuzzPeople.Role.USER;
        }
        return admin ? FuzzPeople.Role.ADMIN : FuzzPeople.Role.USER;
    }

    private record Writer(Operation operation, Kind kind, FuzzPeople people, FuzzWords words) {
        private boolean wrong(Kind other) {
            return kind == other || (kind == Kind.EVERYTHING && words.chance(3));
        }

        String write(String token) {
            String target = target();
            String method = wrong(Kind.METHOD) ? words.one(METHODS) : operation.method();
            StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
            byte[] body = body();
            if (!token.isEmpty()) {
                head.append("Authorization: Bearer ").append(token).append("\r\n");
            }
            if (body.length > 0 || operation.example().isPresent()) {
                head.append("Content-Type: ")
                        .append(uploads() ? "text/plain" : "application/json")
                        .append("\r\nContent-Length: ")
                        .append(body.length)
                        .append("\r\n");
            }
            if (wrong(Kind.HEADERS)) {
                new FuzzHeaders(words).add(head);
            }
            head.append("Connection: close\r\n\r\n");
            return head + new String(body, StandardCharsets.ISO_8859_1);
        }

        private String target() {
            FuzzPaths paths = new FuzzPaths(words);
            String path = "/api" + operation.path();
            boolean wrongId = wrong(Kind.ID);
            for (String parameter : operation.parameters("path")) {
                String id = people.id(parameter);
                path = path.replace("{" + parameter + "}", wrongId ? paths.segment(id) : id);
            }
            boolean tricky = wrong(Kind.PATH) || (wrongId && !operation.path().contains("{"));
            List<String> names = operation.parameters("query");
            String good = names.contains("q") ? "?q=" + people.canary() : uploads() ? "?name=a.txt" : "";
            String query = wrong(Kind.QUERY) ? "?" + paths.query(names) : good;
            return (tricky ? paths.tricky(path) : path) + query;
        }

        private boolean uploads() {
            return operation.method().equals("POST") && operation.path().endsWith("/files");
        }

        private byte[] body() {
            if (uploads() && !wrong(Kind.BODY)) {
                return people.canary().getBytes(StandardCharsets.UTF_8);
            }
            JsonNode good = operation.example().map(this::good).orElse(null);
            if (wrong(Kind.BODY)) {
                return new FuzzJson(words).body(good == null ? FuzzJson.read("{\"a\":1}") : good);
            }
            return good == null ? new byte[0] : good.toString().getBytes(StandardCharsets.UTF_8);
        }

        /** As one of the people would send it. */
        private JsonNode good(JsonNode example) {
            ObjectNode body = example.deepCopy();
            if (body.has("email")) {
                boolean existing = operation.path().equals("/auth/login")
                        || operation.path().contains("reset");
                body.put("email", existing ? people.user().user().email() : FuzzPeople.newEmail());
            }
            if (body.has("refreshToken")) {
                body.put("refreshToken", people.user().refreshToken());
            }
            if (operation.path().equals("/auth/login")) {
                body.remove("totp");
            }
            for (JsonNode part : body.path("parts")) {
                if (part.has("file")) {
                    ((ObjectNode) part).put("file", people.file());
                }
            }
            return body;
        }
    }

    /** For people: the beginning of it, one character a byte. */
    @Override
    public String toString() {
        return "shot " + number + ", " + operation + ", wrong: " + kind + ", as " + role + ", " + wire.length()
                + " bytes:\n" + wire.substring(0, Math.min(wire.length(), 1_500));
    }
}
