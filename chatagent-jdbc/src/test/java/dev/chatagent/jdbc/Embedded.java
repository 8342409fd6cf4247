package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import java.nio.file.Path;

/** A kind of database that is one file in this process. */
enum Embedded {
    H2("database.mv.db") {
        @Override
        String url(Path directory) {
            return H2Url.of(directory.resolve("database")).url();
        }
    },
    SQLITE("database.db") {
        @Override
        String url(Path directory) {
            return "jdbc:sqlite:" + file(directory);
        }
    };

    private final String file;

    Embedded(String file) {
        this.file = file;
    }

    abstract String url(Path directory);

    Path file(Path directory) {
        return directory.resolve(file);
    }

    /** Not started. */
    Storage storage(Path directory) {
        return this == H2 ? JdbcStorage.h2(directory.resolve("database")) : JdbcStorage.at(url(directory));
    }
}
