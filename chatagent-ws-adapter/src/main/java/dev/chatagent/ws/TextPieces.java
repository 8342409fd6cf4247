package dev.chatagent.ws;

import jakarta.websocket.CloseReason;
import jakarta.websocket.MessageHandler;
import java.nio.charset.StandardCharsets;

/**
 * Puts the pieces of a text message together, and ends the connection as soon as they are too large. Not left to the
 * containers: Undertow holds any amount of a message that comes piece by piece. Called by one thread at a time.
 */
final class TextPieces implements MessageHandler.Partial<String> {
    private static final int MAX_MESSAGE = 64 * 1024;

    private final Connection connection;
    private final StringBuilder pieces = new StringBuilder();
    private boolean over;

    TextPieces(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void onMessage(String piece, boolean last) {
        if (over) {
            return;
        }
        if (last && pieces.isEmpty()) {
            whole(piece);
        } else if (pieces.length() + piece.length() > MAX_MESSAGE) {
            end();
        } else {
            pieces.append(piece);
            if (last) {
                String text = pieces.toString();
                pieces.setLength(0);
                whole(text);
            }
        }
    }

    private void whole(String text) {
        if (tooLarge(text)) {
            end();
        } else {
            connection.inbox().received(text);
        }
    }

    private static boolean tooLarge(String text) {
        int least = text.length();
        return least > MAX_MESSAGE
                || (least > MAX_MESSAGE / 3 && text.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE);
    }

    private void end() {
        over = true;
        pieces.setLength(0);
        pieces.trimToSize();
        connection.close(CloseReason.CloseCodes.TOO_BIG.getCode(), "A message has at most 64 KiB", () -> {});
    }
}
