package dev.chatagent.event;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which streams have grown, as short lines of ASCII: the sender, then {@code u} or {@code c}, 22 characters of id and the place. */
final class Hints {
    private static final String EVERYTHING = "*";
    private static final int ID_CHARS = 22;
    private static final int RADIX = 36;

    private Hints() {}

    /** Lines of at most so many characters, which each begin with the sender. */
    static List<String> encode(String sender, Map<StreamId, Long> grown, int maxChars) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(sender);
        for (Map.Entry<StreamId, Long> each : grown.entrySet()) {
            String hint = encode(each.getKey(), each.getValue());
            if (line.length() + 1 + hint.length() > maxChars) {
                lines.add(line.toString());
                line = new StringBuilder(sender);
            }
            line.append(';').append(hint);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A line that says that any stream may have grown. */
    static String everything(String sender) {
        return sender + ";" + EVERYTHING;
    }

    private static String encode(StreamId stream, long seq) {
        ByteBuffer id = ByteBuffer.allocate(16)
                .putLong(stream.id().getMostSignificantBits())
                .putLong(stream.id().getLeastSignificantBits());
        return (stream.kind() == StreamId.Kind.USER ? "u" : "c")
                + Base64.getUrlEncoder().withoutPadding().encodeToString(id.array())
                + Long.toString(seq, RADIX);
    }

    /** Passes on what others said; a line that cannot be read, of a newer version perhaps, means that anything may have happened. */
    static void decode(String self, String line, EventBroker.Listener listener) {
        String[] parts = line.split(";", -1);
        if (parts[0].equals(self)) {
            return;
        }
        try {
            for (int i = 1; i < parts.length; i++) {
                pass(parts[i], listener);
            }
        } catch (RuntimeException e) {
            listener.uncertain();
        }
    }

    private static void pass(String hint, EventBroker.Listener listener) {
        if (hint.equals(EVERYTHING)) {
            listener.uncertain();
            return;
        }
        ByteBuffer id = ByteBuffer.wrap(Base64.getUrlDecoder().decode(hint.substring(1, 1 + ID_CHARS)));
        UUID uuid = new UUID(id.getLong(), id.getLong());
        long seq = Long.parseLong(hint.substring(1 + ID_CHARS), RADIX);
        listener.advanced(hint.charAt(0) == 'u' ? StreamId.of(new UserId(uuid)) : StreamId.of(new ChatId(uuid)), seq);
    }
}
