package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The published modules of this build, read off their compiled classes with the JDK's own jdeps. */
final class House {
    static final Path ROOT = Path.of("..");

    /** Short name to directory. */
    static final SortedMap<String, String> MODULES = new TreeMap<>(Map.ofEntries(
            Map.entry("core", "chatagent-core"),
            Map.entry("auth", "chatagent-auth"),
            Map.entry("jdbc", "chatagent-jdbc"),
            Map.entry("redis", "chatagent-redis"),
            Map.entry("http", "chatagent-http-adapter"),
            Map.entry("ws", "chatagent-ws-adapter"),
            Map.entry("agents", "chatagent-agents"),
            Map.entry("client", "chatagent-client"),
            Map.entry("spring", "chatagent-spring-boot-starter"),
            Map.entry("testkit", "chatagent-testkit")));

    /** Those that put the others into a host. */
    static final Set<String> HOSTS = Set.of("spring");

    private static final Pattern ARROW =
            Pattern.compile("^\\s+(dev\\.chatagent[\\w.]*)\\s+->\\s+(dev\\.chatagent[\\w.]*)");

    private House() {}

    static Path classes(String module) {
        return ROOT.resolve(MODULES.get(module)).resolve("target/classes");
    }

    /** The names of the module's top-level classes. */
    static SortedSet<String> classNames(String module) throws IOException {
        Path classes = classes(module);
        try (Stream<Path> files = Files.walk(classes)) {
            SortedSet<String> names = new TreeSet<>();
            files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.contains("$"))
                    .forEach(file -> names.add(
                            file.substring(0, file.length() - ".class".length()).replace('/', '.')));
            return names;
        }
    }

    static SortedSet<String> packages(String module) throws IOException {
        SortedSet<String> packages = new TreeSet<>();
        classNames(module).forEach(name -> packages.add(name.substring(0, name.lastIndexOf('.'))));
        return packages;
    }

    /** From each of the module's packages to the packages of ours that it needs. */
    static SortedMap<String, Set<String>> arrows(String module) {
        StringWriter out = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "-verbose:package",
                        "--multi-release",
                        "base",
                        "-filter:none",
                        classes(module).toString());
        assertThat(status).as(out.toString()).isZero();
        SortedMap<String, Set<String>> arrows = new TreeMap<>();
        out.toString().lines().map(ARROW::matcher).filter(Matcher::find).forEach(arrow -> {
            if (!arrow.group(1).equals(arrow.group(2))) {
                arrows.computeIfAbsent(arrow.group(1), from -> new TreeSet<>()).add(arrow.group(2));
            }
        });
        return arrows;
    }
}
