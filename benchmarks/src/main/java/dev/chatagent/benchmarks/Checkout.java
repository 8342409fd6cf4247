package dev.chatagent.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the programs run in: where Maven has put the servers that are started. */
final class Checkout {
    private Checkout() {}

    /** A module's jar and its libraries, as one class path. */
    static String classPath(String module) throws IOException {
        Path target = root().resolve(module).resolve("target");
        List<String> jars = new ArrayList<>(jars(target));
        jars.addAll(jars(target.resolve("lib")));
        return String.join(":", jars);
    }

    private static List<String> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> jars = files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new IOException("Nothing is built in " + directory + "; run: mvn package -DskipTests");
            }
            return jars;
        } catch (java.nio.file.NoSuchFileException e) {
            throw new IOException("Nothing is built in " + directory + "; run: mvn package -DskipTests", e);
        }
    }

    /** Whether both servers can be started. */
    static boolean built() throws IOException {
        return Files.isDirectory(root().resolve("examples/launcher/target/lib"))
                && Files.isDirectory(root().resolve("benchmarks/spring-boot-baseline/target/lib"));
    }

    private static Path root() throws IOException {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("benchmarks/spring-boot-baseline"))) {
                return at;
            }
        }
        throw new IOException("Start this from a checkout of chatagent");
    }
}
