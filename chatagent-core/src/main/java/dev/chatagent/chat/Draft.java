package dev.chatagent.chat;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to send.
 *
 * @param parts text, files or both, in their order
 * @param idempotencyKey the same key again answers what the first send answered, and sends nothing
 */
public record Draft(List<DraftPart> parts, Optional<MessageId> parent, Optional<String> idempotencyKey) {
    private static final int MAX_CHARS = 200_000;
    private static final int MAX_KEY = 255;
    private static final int MAX_PARTS = 200;

    public Draft {
        parts = List.copyOf(parts);
        String text = text(parts);
        if (parts.size() > MAX_PARTS) {
            throw ChatAgentException.invalid("parts", "too_many", "A message has at most " + MAX_PARTS + " parts.");
        }
        if (text.isBlank() && files(parts).isEmpty()) {
            throw ChatAgentException.invalid("text", "required", "Write something first.");
        }
        if (text.length() > MAX_CHARS) {
            throw ChatAgentException.invalid("text", "too_long", "A message has at most " + MAX_CHARS + " characters.");
        }
        if (idempotencyKey.isPresent() && !idempotencyKey.get().matches("[\\x21-\\x7e]{1," + MAX_KEY + "}")) {
            throw ChatAgentException.invalid(
                    "Idempotency-Key", "invalid", "The key has 1 to " + MAX_KEY + " visible ASCII characters.");
        }
    }

    /** Text alone. */
    public Draft(String text, Optional<MessageId> parent, Optional<String> idempotencyKey) {
        this(List.of(new DraftPart.Text(text)), parent, idempotencyKey);
    }

    /**
     * What came over a wire: a text or parts, not both.
     *
     * @throws ChatAgentException INVALID_REQUEST
     */
    public static Draft of(
            @Nullable String text,
            @Nullable List<DraftPart> parts,
            Optional<MessageId> parent,
            Optional<String> idempotencyKey) {
        if (parts == null || (parts.isEmpty() && text != null)) { // generated clients send lists that nobody filled
            if (text == null) {
                throw ChatAgentException.invalid("text", "required", "'text' is required, or 'parts'.");
            }
            return new Draft(text, parent, idempotencyKey);
        }
        if (text != null) {
            throw ChatAgentException.invalid("text", "conflict", "Send 'text' or 'parts', not both.");
        }
        return new Draft(parts, parent, idempotencyKey);
    }

    /** All its text. */
    public String text() {
        return text(parts);
    }

    /** The files that it names, in their order. */
    public List<FileId> files() {
        return files(parts);
    }

    private static String text(List<DraftPart> parts) {
        StringBuilder text = new StringBuilder();
        for (DraftPart part : parts) {
            if (part instanceof DraftPart.Text piece) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }

    private static List<FileId> files(List<DraftPart> parts) {
        List<FileId> files = new ArrayList<>();
        for (DraftPart part : parts) {
            if (part instanceof DraftPart.File piece) {
                files.add(piece.file());
            }
        }
        return files;
    }
}
