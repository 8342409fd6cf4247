package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The graph of modules and the list of packages in the document are what the compiled classes say. */
class ArchitectureDocumentTest {
    private static final CheckedFile DOCUMENT = new CheckedFile(House.ROOT.resolve("docs/architecture.md"));
    private static final String SERVICE = "META-INF/services/dev.chatagent.ChatAgentModule";
    private static final Pattern FIRST_SENTENCE = Pattern.compile("/\\*\\*(.*?\\.)(?=\\s)", Pattern.DOTALL);

    @Test
    void graph_of_modules_is_what_jdeps_sees() throws Exception {
        Map<String, String> owners = new TreeMap<>();
        for (String module : House.MODULES.keySet()) {
            House.packages(module).forEach(name -> owners.put(name, module));
        }
        StringBuilder graph = new StringBuilder("```mermaid\nflowchart LR\n");
        for (String module : House.MODULES.keySet()) {
            Set<String> needed = new TreeSet<>();
            House.arrows(module).values().forEach(targets -> targets.forEach(to -> needed.add(owners.get(to))));
            needed.remove(module);
            needed.forEach(other -> graph.append("  %s --> %s%n".formatted(module, other)));
            if (Files.exists(House.classes(module).resolve(SERVICE))) {
                graph.append("  core -. finds .-> %s%n".formatted(module));
            }
        }
        DOCUMENT.assertPartIs("modules", graph.append("```\n").toString(), ArchitectureDocumentTest.class);
    }

    @Test
    void list_of_packages_is_what_jdeps_sees() throws Exception {
        StringBuilder table = new StringBuilder("| module | package | what it is | needs |\n|---|---|---|---|\n");
        for (String module : House.MODULES.keySet()) {
            Map<String, Set<String>> arrows = House.arrows(module);
            for (String name : House.packages(module)) {
                String needs = arrows.getOrDefault(name, Set.of()).stream()
                        .map(ArchitectureDocumentTest::shortened)
                        .collect(Collectors.joining(", "));
                table.append("| %s | `%s` | %s | %s |%n"
                        .formatted(module, shortened(name), description(module, name), needs));
            }
        }
        DOCUMENT.assertPartIs("packages", table.toString(), ArchitectureDocumentTest.class);
    }

    /** Every class that the document names exists; methods and fields are after a dot or hash. */
    @Test
    void every_class_of_the_diagrams_exists() throws Exception {
        Set<String> classes = new TreeSet<>();
        for (String module : House.MODULES.keySet()) {
            House.classNames(module).forEach(name -> classes.add(name.substring(name.lastIndexOf('.') + 1)));
        }
        Matcher named = Pattern.compile("(?m)^ *participant \\w+ as (\\w+)")
                .matcher(Files.readString(House.ROOT.resolve("docs/architecture.md")));
        List<String> participants =
                named.results().map(result -> result.group(1)).toList();
        assertThat(participants).hasSizeGreaterThan(4);
        assertThat(classes).containsAll(participants);
    }

    private static String shortened(String packageName) {
        return packageName.equals("dev.chatagent") ? "(facade)" : packageName.substring("dev.chatagent.".length());
    }

    private static String description(String module, String packageName) throws Exception {
        Path source = House.ROOT
                .resolve(House.MODULES.get(module))
                .resolve("src/main/java")
                .resolve(packageName.replace('.', '/'))
                .resolve("package-info.java");
        Matcher sentence = FIRST_SENTENCE.matcher(Files.readString(source));
        assertThat(sentence.find()).as(source.toString()).isTrue();
        return sentence.group(1)
                .replaceAll("\\s+\\*?\\s*", " ")
                .replaceAll("\\{@\\w+ (?:[\\w.]+\\.)?(\\w+)}", "$1")
                .strip();
    }
}
