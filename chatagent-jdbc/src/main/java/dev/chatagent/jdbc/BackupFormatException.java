package dev.chatagent.jdbc;

import java.io.IOException;
import java.io.Serial;

/** A file that is no good backup; the message says in what way. */
final class BackupFormatException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    BackupFormatException(String message) {
        super(message);
    }
}
