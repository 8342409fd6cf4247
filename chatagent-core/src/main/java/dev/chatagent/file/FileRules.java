package dev.chatagent.file;

import java.util.Set;

/**
 * What is let in. Limits in bytes and in numbers of files.
 *
 * @param types those that may be uploaded
 */
public record FileRules(long maxBytes, Set<FileType> types, int perMessage, int perChat, long perUserBytes) {
    public FileRules {
        types = Set.copyOf(types);
    }
}
