package dev.chatagent.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a chat's files, newest first.
 *
 * @param next pass it to get the page after this one; null at the end
 */
public record FilePage(List<StoredFile> items, FileRepository.@Nullable ListPosition next) {
    public FilePage {
        items = List.copyOf(items);
    }
}
