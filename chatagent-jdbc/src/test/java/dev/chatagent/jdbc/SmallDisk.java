package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, in memory, that a test may fill. */
final class SmallDisk implements AutoCloseable {
    /** The bit of CAP_SYS_ADMIN. */
    private static final int MAY_MOUNT = 21;

    private final Path mounted;

    private SmallDisk(Path mounted) {
        this.mounted = mounted;
    }

    /** Ends the test as skipped where nobody may mount; where this process may and it does not work that is a failure in CI. */
    static SmallDisk mount(int megabytes) throws IOException {
        Path point = Files.createTempDirectory("chatagent-disk");
        try {
            run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "chatagent", point.toString());
        } catch (IOException e) {
            Files.delete(point);
            if (System.getenv("CI") != null) {
                assertThat(mayMount()).as("in CI, root mounts: %s", e).isFalse();
            }
            Assumptions.abort(
                    "NOT RUN: filling a disk needs the right to mount one (root on Linux): " + e.getMessage());
        }
        return new SmallDisk(point);
    }

    private static boolean mayMount() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("CapEff:"))
                        .anyMatch(line -> (Long.parseUnsignedLong(
                                                        line.substring("CapEff:".length())
                                                                .strip(),
                                                        16)
                                                >> MAY_MOUNT
                                        & 1)
                                == 1);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
    }

    Path path() {
        return mounted;
    }

    private Path ballast() {
        return mounted.resolve("ballast");
    }

    /** Takes all the room there is. */
    void fill() throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    void makeRoom() throws IOException {
        Files.delete(ballast());
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", mounted.toString());
        Files.delete(mounted);
    }
}
