package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must hold of modules and packages. */
class HouseTest {
    private static final Map<String, Map<String, Set<String>>> ARROWS = new LinkedHashMap<>();

    @BeforeAll
    static void readArrows() {
        House.MODULES.keySet().forEach(module -> ARROWS.put(module, House.arrows(module)));
    }

    @Test
    void no_package_is_split_over_two_modules() throws Exception {
        Map<String, String> owners = new LinkedHashMap<>();
        for (String module : House.MODULES.keySet()) {
            for (String name : House.packages(module)) {
                assertThat(owners.putIfAbsent(name, module)).as(name).isNull();
            }
        }
        assertThat(owners).hasSizeGreaterThan(15);
    }

    @Test
    void modules_depend_on_core_alone() throws Exception {
        Set<String> modules = new TreeSet<>(House.MODULES.keySet());
        modules.removeAll(House.HOSTS);
        for (String module : modules) {
            Set<String> allowed = new TreeSet<>(House.packages("core"));
            allowed.addAll(House.packages(module));
            if (module.equals("client")) { // for programs that are no servers
                assertThat(ARROWS.get(module)).isEmpty();
                continue;
            }
            assertThat(ARROWS.get(module)).as(module + " has arrows").isNotEmpty();
            ARROWS.get(module)
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
