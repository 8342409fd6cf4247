package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2's view of the files of our databases, by a scheme of their own in its URLs: interrupts do not close them, and what H2
 * forgets to close can be closed.
 */
final class H2Files {
    static final String SCHEME = "chatagent";

    private static final Set<H2Channel> OPEN = ConcurrentHashMap.newKeySet();

    private H2Files() {}

    /** Makes the scheme known; H2 has one list of them for the whole process. */
    static void register() {
        FilePath.register(new Scheme());
    }

    /** @param database its file without its suffix */
    static boolean anyOpen(Path database) {
        return open(database).findAny().isPresent();
    }

    /**
     * Closes what is still open of a database that nobody uses any more. Stumbling over a damaged page or a full disk, H2 leaves
     * its file open, and locked.
     *
     * @param database its file without its suffix
     */
    static void closeForgotten(Path database) {
        open(database).forEach(H2Channel::closeQuietly);
    }

    private static Stream<H2Channel> open(Path database) {
        String prefix = real(database) + ".";
        return OPEN.stream().filter(channel -> channel.file().startsWith(prefix));
    }

    private static Path real(Path database) {
        Path absolute = database.toAbsolutePath();
        try {
            return Objects.requireNonNull(absolute.getParent()).toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) { // its directory is gone, and so no link in its name matters
            return absolute;
        }
    }

    /** What H2 makes for each name; it needs a public class for that. */
    public static final class Scheme extends FilePathWrapper {
        /** For H2. */
        public Scheme() {}

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return H2Channel.open(getBase(), mode, OPEN);
        }
    }
}
