package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader that the document shows reads what we write: the format is as it is described. */
class BackupDocumentTest {
    @TempDir
    private Path directory;

    @Test
    void reader_in_the_document_finds_every_row() throws Exception {
        boolean python = has("python3");
        assertThat(python || System.getenv("CI") == null).as("CI has python3").isTrue();
        assumeTrue(python, "python3 is not installed: the reader of docs/backup.md was not tried");
        Path backup = directory.resolve("a.backup");
        ArchiveSummary summary;
        try (JdbcStorage storage = JdbcStorage.h2(directory.resolve("database"))) {
            storage.start();
            FilledStorage.fill(storage, 30);
            summary = storage.archive().orElseThrow().write(backup, FilledStorage.T, Optional.empty(), Progress.NONE);
        }
        Matcher program = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/backup.md")));
        assertThat(program.find()).isTrue();
        Path script = Files.writeString(directory.resolve("read.py"), program.group(1));
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder("python3", script.toString(), backup.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        List<String> lines =
                Files.readString(out, StandardCharsets.UTF_8).lines().toList();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        assertThat(lines.stream().filter(line -> line.startsWith("["))).hasSize((int) summary.rows());
        assertThat(lines.stream().filter(line -> line.startsWith("{\"table\""))).hasSize(BackupTable.ALL.size());
    }

    private static boolean has(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
