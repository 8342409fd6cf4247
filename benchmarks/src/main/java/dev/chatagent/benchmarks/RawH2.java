package dev.chatagent.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Plain connections to a file that a storage has made, as durable as the storage's own. */
final class RawH2 {
    private RawH2() {}

    static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    }
}
