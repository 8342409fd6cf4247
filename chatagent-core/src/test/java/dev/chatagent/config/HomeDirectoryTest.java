package dev.chatagent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.auth.FileSecretStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeDirectoryTest {
    @TempDir
    private Path temporary = Path.of("");

    private Path root = Path.of("");
    private HomeDirectory home = new HomeDirectory(root);

    @BeforeEach
    void open() {
        root = temporary.resolve("a/home");
        home = new HomeDirectory(root);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void nothing_is_made_before_it_is_used() {
        assertThat(root).doesNotExist();
    }

    @Test
    void directories_are_0700_and_secrets_0600() throws IOException {
        home.writeSecret("secrets/key", bytes("content"));
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(root.resolve("secrets"))).isEqualTo("rwx------");
        assertThat(mode(root.resolve("secrets/key"))).isEqualTo("rw-------");
        assertThat(root.resolve("secrets/key")).hasContent("content");
    }

    @Test
    void write_replaces_the_whole_and_leaves_nothing_else() throws IOException {
        home.writeSecret("key", bytes("a long content"));
        home.writeSecret("key", bytes("short"));
        assertThat(root.resolve("key")).hasContent("short");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve("key"));
        }
    }

    @Test
    void half_written_file_of_a_crash_is_neither_read_nor_in_the_way() throws IOException {
        home.writeSecret("key", bytes("old"));
        Files.writeString(root.resolve("key.tmp"), "ha");
        assertThat(root.resolve("key")).hasContent("old");
        home.writeSecret("key", bytes("new"));
        assertThat(root.resolve("key")).hasContent("new");
        assertThat(root.resolve("key.tmp")).doesNotExist();
        assertThat(mode(root.resolve("key"))).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "../home2/x", "secrets/../../x", "/etc/passwd", "secrets/../../../x"})
    void path_outside_is_refused(String path) {
        assertThatThrownBy(() -> home.resolve(path)).isInstanceOf(IllegalArgumentException.class);
        assertThat(root).doesNotExist();
    }

    @Test
    void file_in_its_place_is_explained() throws IOException {
        Files.createDirectories(root.getParent());
        Files.writeString(root, "a file");
        assertThatThrownBy(home::path).hasMessageContainingAll(root.toString(), "CHATAGENT_HOME");
    }

    @Test
    void secret_is_made_once_and_kept() {
        AtomicInteger made = new AtomicInteger();
        FileSecretStore store = new FileSecretStore(home);
        List<byte[]> secrets = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> store.getOrCreate("key", () -> new byte[] {(byte) made.incrementAndGet()}))
                .toList();
        assertThat(made).hasValue(1);
        assertThat(secrets).allSatisfy(secret -> assertThat(secret).containsExactly(1));
        assertThat(new FileSecretStore(home).getOrCreate("key", () -> new byte[] {9}))
                .containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "xyz", "abc"})
    void damaged_secret_is_explained_and_not_replaced(String content) throws IOException {
        Files.writeString(home.resolve("secrets/key"), content);
        assertThatThrownBy(() -> new FileSecretStore(home).getOrCreate("key", () -> new byte[32]))
                .hasMessageContainingAll("key", "damaged");
        assertThat(Files.readString(root.resolve("secrets/key"))).isEqualTo(content);
    }
}
