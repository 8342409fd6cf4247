package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What somebody says about a file before its bytes come.
 *
 * @param name as they call it
 * @param contentType its media type, with parameters or without
 * @param length how many bytes will come, when it is known
 * @param idempotencyKey the same key again answers the file that came with it first
 */
public record NewFile(String name, String contentType, OptionalLong length, Optional<String> idempotencyKey) {
    private static final int MAX_KEY = 255;

    public NewFile {
        if (idempotencyKey.isPresent() && !idempotencyKey.get().matches("[\\x21-\\x7e]{1," + MAX_KEY + "}")) {
            throw ChatAgentException.invalid(
                    "Idempotency-Key", "invalid", "The key has 1 to " + MAX_KEY + " visible ASCII characters.");
        }
    }
}
