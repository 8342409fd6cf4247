package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must hold of modules and packages, read off the compiled classes with the JDK's own jdeps. */
class HouseTest {
    private static final Path ROOT = Path.of("..");
    private static final Map<String, Path> MODULES = Map.of(
            "core", ROOT.resolve("chatagent-core/target/classes"),
            "auth", ROOT.resolve("chatagent-auth/target/classes"),
            "jdbc", ROOT.resolve("chatagent-jdbc/target/classes"),
            "http", ROOT.resolve("chatagent-http-adapter/target/classes"),
            "ws", ROOT.resolve("chatagent-ws-adapter/target/classes"),
            "agents", ROOT.resolve("chatagent-agents/target/classes"));
    private static final Pattern ARROW =
            Pattern.compile("^\\s+(dev\\.chatagent[\\w.]*)\\s+->\\s+(dev\\.chatagent[\\w.]*)");

    private static final Map<String, Map<String, Set<String>>> ARROWS = new LinkedHashMap<>();

    @BeforeAll
    static void readArrows() {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        MODULES.forEach((name, classes) -> {
            StringWriter out = new StringWriter();
            int status = jdeps.run(
                    new PrintWriter(out),
                    new PrintWriter(out),
                    "-verbose:package",
                    "--multi-release",
                    "base",
                    "-filter:none",
                    classes.toString());
            assertThat(status).as(out.toString()).isZero();
            Map<String, Set<String>> arrows = new LinkedHashMap<>();
            out.toString().lines().forEach(line -> {
                Matcher arrow = ARROW.matcher(line);
                if (arrow.find() && !arrow.group(1).equals(arrow.group(2))) {
                    arrows.computeIfAbsent(arrow.group(1), from -> new LinkedHashSet<>())
                            .add(arrow.group(2));
                }
            });
            ARROWS.put(name, arrows);
        });
    }

    private static Set<String> packages(Path classes) throws Exception {
        try (Stream<Path> files = Files.walk(classes)) {
            Set<String> packages = new LinkedHashSet<>();
            files.filter(file -> file.toString().endsWith(".class"))
                    .forEach(file -> packages.add(
                            classes.relativize(file).getParent().toString().replace('/', '.')));
            return packages;
        }
    }

    @Test
    void no_package_is_split_over_two_modules() throws Exception {
        Map<String, String> owners = new LinkedHashMap<>();
        for (Map.Entry<String, Path> module : MODULES.entrySet()) {
            for (String name : packages(module.getValue())) {
                assertThat(owners.putIfAbsent(name, module.getKey())).as(name).isNull();
            }
        }
        assertThat(owners).hasSizeGreaterThan(15);
    }

    @Test
    void modules_depend_on_core_alone() throws Exception {
        Set<String> core = packages(MODULES.get("core"));
        for (Map.Entry<String, Path> module : MODULES.entrySet()) {
            Set<String> allowed = new LinkedHashSet<>(core);
            allowed.addAll(packages(module.getValue()));
            if (!module.getKey().equals("core")) {
                assertThat(ARROWS.get(module.getKey()))
                        .as(module.getKey() + " has arrows")
                        .isNotEmpty();
            }
            ARROWS.get(module.getKey())
                    .forEach((from, targets) -> assertThat(allowed).as(from).containsAll(targets));
        }
    }

    @Test
    void packages_have_no_cycle() {
        ARROWS.forEach((module, arrows) ->
                arrows.keySet().forEach(start -> assertNoWayBack(arrows, start, start, new ArrayList<>())));
    }

    private static void assertNoWayBack(Map<String, Set<String>> arrows, String start, String at, List<String> way) {
        for (String next : arrows.getOrDefault(at, Set.of())) {
            assertThat(next).as("cycle %s -> %s -> %s", start, way, next).isNotEqualTo(start);
            if (!way.contains(next)) {
                way.add(next);
                assertNoWayBack(arrows, start, next, way);
            }
        }
    }
}
