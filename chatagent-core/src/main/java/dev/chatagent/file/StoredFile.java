package dev.chatagent.file;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file in a chat, without its bytes.
 *
 * @param name fit for every file system, see {@link FileName}
 * @param type media type without parameters, of the content as it was found
 * @param size in bytes
 * @param sha256 of the bytes, in lower-case hexadecimal
 * @param message the first message that refers to it; null while there is none
 */
public record StoredFile(
        FileId id,
        ChatId chat,
        String name,
        String type,
        long size,
        String sha256,
        @Nullable MessageId message,
        Instant createdAt) {}
