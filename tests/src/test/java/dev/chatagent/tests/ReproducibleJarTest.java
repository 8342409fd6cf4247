package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jars hold nothing of when, where and by whom they were built. {@code .ci/run} also builds them twice and compares. */
class ReproducibleJarTest {
    private static final Pattern TIMESTAMP =
            Pattern.compile("<project.build.outputTimestamp>(.+)</project.build.outputTimestamp>");
    private static final Pattern JAR = Pattern.compile("chatagent-[a-z-]+-[0-9].*\\.jar");

    static Stream<String> directories() {
        return House.MODULES.values().stream();
    }

    private static LocalDateTime timestamp() throws Exception {
        Matcher matcher = TIMESTAMP.matcher(Files.readString(House.ROOT.resolve("pom.xml")));
        assertThat(matcher.find()).isTrue();
        return OffsetDateTime.parse(matcher.group(1))
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDateTime();
    }

    private static List<Path> jars(String directory) throws Exception {
        try (Stream<Path> files = Files.list(House.ROOT.resolve(directory).resolve("target"))) {
            return files.filter(
                            file -> JAR.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("directories")
    void entries_have_the_time_of_the_pom_and_the_manifest_tells_nothing_of_the_machine(String directory)
            throws Exception {
        List<Path> jars = jars(directory);
        if (System.getenv("CI") != null) {
            assertThat(jars).isNotEmpty();
        }
        Assumptions.assumeFalse(jars.isEmpty(), "skipped: nothing packaged yet; run mvn verify");
        for (Path path : jars) {
            try (JarFile jar = new JarFile(path.toFile())) {
                assertThat(jar.stream().map(JarEntry::getTimeLocal).distinct()).containsExactly(timestamp());
                Set<Object> attributes = jar.getManifest().getMainAttributes().keySet();
                assertThat(attributes.stream().map(Object::toString))
                        .doesNotContain("Built-By", "Build-Jdk", "Build-Jdk-Spec", "Build-Time");
            }
        }
    }
}
