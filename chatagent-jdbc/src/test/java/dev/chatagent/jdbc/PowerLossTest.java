package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chatagent.event.Event;
import dev.chatagent.event.EventRepository;
import dev.chatagent.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Power loss in the middle of writes. The writer works on a file system of its own in an image file and is stopped at a random
 * moment; a copy of the image, which holds what had been forced to the disk and perhaps more, is mounted and opened.
 */
@Tag("long")
class PowerLossTest {
    private static final int IMAGES = Integer.getInteger("chatagent.images", 10);
    private static final String IMAGE_SIZE = "256M";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void what_was_acknowledged_survives_power_loss(Embedded kind) throws Exception {
        assumeTrue(canMount(), "NOT RUN: simulating power loss needs the right to mount a file system (root on Linux)");
        long seed = Long.getLong("chatagent.seed", System.nanoTime());
        Random random = new Random(seed);
        System.out.println("PowerLossTest: -Dchatagent.seed=" + seed);
        List<String> figures = new ArrayList<>();
        for (int image = 0; image < IMAGES; image++) {
            Path disk = Files.createDirectory(directory.resolve(kind + "-disk" + image));
            List<String> acknowledged =
                    writeAndPullThePlug(kind, disk, 200 + random.nextInt(3_000), kind == Embedded.H2 && image % 2 == 1);
            List<String> stored = whatIsThere(kind, disk);
            figures.add(acknowledged.size() + "/" + stored.size());
            assertThat(stored).as("image %d", image).containsAll(acknowledged).doesNotHaveDuplicates();
            run("rm", "-rf", disk.toString());
        }
        System.out.println("PowerLossTest: " + kind + ", " + IMAGES
                + " images, 0 acknowledged lost; acknowledged/stored " + figures);
    }

    private boolean canMount() throws Exception {
        try {
            Path disk = Files.createDirectory(directory.resolve("try-" + System.nanoTime()));
            makeAndMount(disk);
            unmount(disk);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void makeAndMount(Path disk) throws Exception {
        run("truncate", "-s", IMAGE_SIZE, image(disk).toString());
        run("mkfs.ext4", "-q", "-F", image(disk).toString());
        Files.createDirectory(mounted(disk));
        mount(image(disk), disk);
    }

    private static Path image(Path disk) {
        return disk.resolve("image");
    }

    private static Path mounted(Path disk) {
        return disk.resolve("mounted");
    }

    private static void mount(Path image, Path disk) throws Exception {
        run("mount", "-o", "loop", image.toString(), mounted(disk).toString());
    }

    private static void unmount(Path disk) throws Exception {
        run("umount", mounted(disk).toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    /** Answers what the writer had been told to be stored when it was stopped. */
    private static List<String> writeAndPullThePlug(Embedded kind, Path disk, int stopAfter, boolean compacting)
            throws Exception {
        makeAndMount(disk);
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PowerLossWriter.class.getName(),
                        kind.name(),
                        mounted(disk).toString(),
                        Boolean.toString(compacting))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try {
            BufferedReader out = writer.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && acknowledged.size() < stopAfter) {
                addAcknowledged(line, acknowledged);
                line = out.readLine();
            }
            run("kill", "-STOP", Long.toString(writer.pid()));
            assertThat(acknowledged).as("the writer wrote").hasSize(stopAfter);
            run(
                    "cp",
                    "--sparse=always",
                    image(disk).toString(),
                    disk.resolve("copy").toString());
        } finally {
            writer.destroyForcibly().waitFor();
            unmount(disk);
        }
        return acknowledged;
    }

    private static void addAcknowledged(String line, List<String> acknowledged) {
        if (line.startsWith(PowerLossWriter.ACKNOWLEDGED)) {
            acknowledged.add(line.substring(PowerLossWriter.ACKNOWLEDGED.length()));
        }
    }

    private static List<String> whatIsThere(Embedded kind, Path disk) throws Exception {
        mount(disk.resolve("copy"), disk);
        try (Storage storage = kind.storage(mounted(disk))) {
            storage.start();
            List<Event> events = storage.read(
                    unit -> unit.get(EventRepository.class).read(PowerLossWriter.STREAM, 0, Integer.MAX_VALUE));
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).seq()).isEqualTo(i + 1);
            }
            return events.stream().map(Event::json).collect(Collectors.toList());
        } finally {
            unmount(disk);
        }
    }
}
