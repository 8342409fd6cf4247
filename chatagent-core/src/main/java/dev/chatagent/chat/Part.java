package dev.chatagent.chat;

import dev.chatagent.file.StoredFile;
import dev.chatagent.id.FileId;

/** A piece of a message. */
public sealed interface Part {

    /** Text, Markdown when an agent wrote it. */
    record Text(String text) implements Part {}

    /**
     * A file of the chat; it stays as long as the message.
     *
     * @param size in bytes
     */
    record File(FileId file, String name, String mediaType, long size) implements Part {
        static File of(StoredFile file) {
            return new File(file.id(), file.name(), file.type(), file.size());
        }
    }
}
