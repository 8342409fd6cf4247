package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a server that came back after a kill must show, seen through its API alone. */
final class KilledStore {
    private final LauncherProcess server;
    private final String token;

    KilledStore(LauncherProcess server, String token) {
        this.server = server;
        this.token = token;
    }

    private List<JsonNode> messages(String chat) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        page(chat).path("items").forEach(found::add);
        return found;
    }

    private JsonNode page(String chat) throws Exception {
        return server.json("GET", "/chat/sessions/" + chat + "/messages?limit=200", token, "");
    }

    private static String text(JsonNode message) {
        return message.path("parts").path(0).path("text").asText();
    }

    void holds(String chat, List<String> acknowledged) throws Exception {
        List<String> stored = messages(chat).stream()
                .filter(KilledStore::isPrompt)
                .map(KilledStore::text)
                .toList();
        assertThat(stored).as("messages of chat " + chat).containsAll(acknowledged);
    }

    private static boolean isPrompt(JsonNode message) {
        return message.path("role").asText().equals("user");
    }

    /** The answer that was being written ends as interrupted and begins with everything that a reader saw of it. */
    void interruptedAfter(String chat, String seen) throws Exception {
        JsonNode answer = messages(chat).get(1);
        assertThat(answer.path("status").asText()).isEqualTo("interrupted");
        assertThat(seen).isNotEmpty();
        assertThat(text(answer)).startsWith(seen);
    }

    /** Messages come in pairs, their log is gap-free and tells the same, and nothing is going any more. */
    void isWhole(String chat) throws Exception {
        JsonNode page = page(chat);
        Map<String, JsonNode> stored = new HashMap<>();
        page.path("items").forEach(message -> stored.put(message.path("id").asText(), message));
        assertThat(page.path("activeRun").isMissingNode()
                        || page.path("activeRun").isNull())
                .isTrue();
        assertThat(stored.size() % 2).isZero();
        long last = page.path("seq").asLong();
        Map<String, Integer> counts = new HashMap<>();
        Set<String> created = new HashSet<>();
        Map<String, String> completed = new HashMap<>();
        Map<String, StringBuilder> deltas = new HashMap<>();
        for (JsonNode event : gapFree("session:" + chat, last)) {
            String type = event.path("type").asText();
            JsonNode message = event.path("data").path("message");
            counts.merge(type, 1, Integer::sum);
            if (type.equals("message.created")) {
                created.add(message.path("id").asText());
            } else if (type.equals("message.completed")) {
                completed.put(message.path("id").asText(), text(message));
            } else if (type.equals("message.delta")) {
                deltas.computeIfAbsent(event.path("data").path("messageId").asText(), id -> new StringBuilder())
                        .append(event.path("data").path("text").asText());
            }
        }
        assertThat(created).isEqualTo(stored.keySet());
        int pairs = stored.size() / 2;
        int ended = counts.getOrDefault("run.completed", 0) + counts.getOrDefault("run.interrupted", 0);
        assertThat(counts.getOrDefault("run.started", 0)).isEqualTo(pairs);
        assertThat(ended).isEqualTo(pairs);
        assertThat(completed).hasSize(pairs);
        completed.forEach((id, text) -> {
            assertThat(text(stored.get(id))).isEqualTo(text);
            assertThat(deltas.getOrDefault(id, new StringBuilder()).toString()).isEqualTo(text);
        });
    }

    private List<JsonNode> gapFree(String stream, long last) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        if (last > 0) {
            server.events(stream, 0, token, line -> {
                if (line.has("type")) {
                    found.add(line);
                }
                return found.size() < last;
            });
        }
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).path("seq").asLong()).as(stream).isEqualTo(i + 1);
        }
        assertThat(found).hasSize((int) last);
        return found;
    }

    /** Every chat of the person, after checking that the person's own stream tells of each. */
    Set<String> chats() throws Exception {
        Set<String> listed = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = server.json("GET", "/chat/sessions?limit=200" + cursor, token, "");
            page.path("items").forEach(chat -> listed.add(chat.path("id").asText()));
            cursor = page.hasNonNull("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        long[] last = new long[1];
        server.events("user", -1, token, line -> {
            last[0] = line.path("seq").asLong();
            return false;
        });
        Set<String> told = new HashSet<>();
        for (JsonNode event : gapFree("user", last[0])) {
            if (event.path("type").asText().equals("session.created")) {
                told.add(event.path("data").path("session").path("id").asText());
            }
        }
        assertThat(told).isEqualTo(listed);
        return listed;
    }
}
