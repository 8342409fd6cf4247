package dev.chatagent.chat;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.FileId;
import org.jspecify.annotations.Nullable;

/** A piece of what somebody wants to send. */
public sealed interface DraftPart {

    /** @throws ChatAgentException INVALID_REQUEST when there is none */
    private static void require(@Nullable Object value, String what) {
        if (value == null) {
            throw ChatAgentException.invalid("parts", "required", "A part of this type needs its '" + what + "'.");
        }
    }

    /** Text, may be empty beside a file. */
    record Text(String text) implements DraftPart {
        public Text {
            require(text, "text");
        }
    }

    /** A file that has been uploaded into the chat. */
    record File(FileId file) implements DraftPart {
        public File {
            require(file, "file");
        }
    }
}
