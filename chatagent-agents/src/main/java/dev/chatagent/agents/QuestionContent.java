package dev.chatagent.agents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatagent.agent.AgentFile;
import dev.chatagent.agent.AgentPrompt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * What is asked, as servers of this protocol read it: a text alone, or pieces where there are files. Pictures go along whole,
 * the beginnings of texts as texts, and everything else by its name.
 */
final class QuestionContent {
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final Set<String> TEXTS = Set.of("text/plain", "text/markdown", "text/csv", "application/json");

    /** What several servers take at most; in Base64 it is a third more. */
    private static final long MAX_PICTURES = 15L << 20;

    private static final int MAX_TEXTS = 256 * 1024;

    private final ArrayNode pieces;
    private long pictures = MAX_PICTURES;
    private int texts = MAX_TEXTS;

    private QuestionContent(ArrayNode pieces) {
        this.pieces = pieces;
    }

    /** @throws dev.chatagent.error.ChatAgentException when a file is gone */
    static void put(ObjectNode message, AgentPrompt prompt) {
        if (prompt.files().isEmpty()) {
            message.put("content", prompt.text());
            return;
        }
        QuestionContent content = new QuestionContent(message.putArray("content"));
        if (!prompt.text().isBlank()) {
            content.text(prompt.text());
        }
        prompt.files().forEach(content::file);
    }

    private void text(String text) {
        pieces.addObject().put("type", "text").put("text", text);
    }

    private void file(AgentFile file) {
        String named = "File " + file.name() + " (" + file.type() + ", " + file.size() + " bytes)";
        if (PICTURES.contains(file.type()) && file.size() <= pictures) {
            pictures -= file.size();
            text(named + ":");
            pieces.addObject()
                    .put("type", "image_url")
                    .putObject("image_url")
                    .put(
                            "url",
                            "data:" + file.type() + ";base64,"
                                    + Base64.getEncoder().encodeToString(read(file, (int) file.size())));
        } else if (TEXTS.contains(file.type()) && texts > 0) {
            byte[] bytes = read(file, texts);
            texts -= bytes.length;
            String cut = bytes.length < file.size() ? ", of which this is the beginning" : "";
            text(named + cut + ":\n" + whole(bytes));
        } else {
            text(named + "; its content cannot be shown here.");
        }
    }

    /** Without the character that was cut at the end. */
    private static String whole(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return text.endsWith("\ufffd") ? text.substring(0, text.length() - 1) : text;
    }

    private static byte[] read(AgentFile file, int most) {
        try (InputStream in = file.source().open()) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new UncheckedIOException("A file of the prompt cannot be read", e);
        }
    }
}
