package dev.chatagent.tests;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is public is a promise, so it changes on purpose alone: every public top-level type of every published module, and the
 * methods of those that hosts call or implement: the facade, the interfaces and what the other modules show.
 */
class PublicApiTest {
    private static final CheckedFile API = new CheckedFile(Path.of("src/test/resources/public-api.txt"));
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    @Test
    void public_types_and_methods_are_those_of_the_list() throws Exception {
        StringBuilder api = new StringBuilder();
        for (String module : House.MODULES.keySet()) {
            api.append(House.MODULES.get(module)).append('\n');
            for (String name : House.classNames(module)) {
                describe(module, name)
                        .forEach(line -> api.append("  ").append(line).append('\n'));
            }
        }
        API.assertIs(api.toString(), PublicApiTest.class);
    }

    /** Public is what others need: at most two types in a module that implements an SPI or translates a protocol. */
    @Test
    void implementation_modules_show_two_types_at_most() throws Exception {
        for (String module : List.of("auth", "jdbc", "http", "agents", "ws", "spring")) {
            List<String> shown = new ArrayList<>();
            for (String name : House.classNames(module)) {
                if (Modifier.isPublic(load(name).getModifiers())) {
                    shown.add(name);
                }
            }
            assertThat(shown).as(module).hasSizeBetween(1, 2);
        }
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, PublicApiTest.class.getClassLoader());
    }

    private static Stream<String> describe(String module, String name) throws ClassNotFoundException {
        Class<?> type = load(name);
        if (!Modifier.isPublic(type.getModifiers())) {
            return Stream.empty();
        }
        boolean promisesMethods = !module.equals("core")
                || type.isInterface()
                || type.getPackageName().equals("dev.chatagent");
        return Stream.concat(
                Stream.of(kind(type) + " " + name), promisesMethods ? members(type, "  ") : Stream.empty());
    }

    private static String kind(Class<?> type) {
        if (type.isRecord()) {
            return "record";
        }
        String kind = type.isInterface() ? "interface" : type.isEnum() ? "enum" : "class";
        return (type.isSealed() ? "sealed " : "") + kind;
    }

    private static Stream<String> members(Class<?> type, String indent) {
        Stream<String> own = Stream.concat(Stream.of(type.getConstructors()), Stream.of(type.getDeclaredMethods()))
                .filter(PublicApiTest::isPromise)
                .map(executable -> indent + signature(executable))
                .sorted();
        Stream<String> nested = Stream.of(type.getDeclaredClasses())
                .filter(inner -> Modifier.isPublic(inner.getModifiers()))
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(inner -> Stream.concat(
                        Stream.of(indent + kind(inner) + " " + inner.getSimpleName()), members(inner, indent + "  ")));
        return Stream.concat(own, nested);
    }

    private static boolean isPromise(Executable executable) {
        int modifiers = executable.getModifiers();
        return (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers))
                && !executable.isSynthetic()
                && !OF_EVERY_OBJECT.contains(executable.getName());
    }

    private static String signature(Executable executable) {
        String parameters = Arrays.stream(executable.getGenericParameterTypes())
                .map(PublicApiTest::shortened)
                .collect(joining(", ", "(", ")"));
        if (!(executable instanceof Method method)) {
            return "new" + parameters;
        }
        String prefix = Modifier.isStatic(method.getModifiers()) ? "static " : method.isDefault() ? "default " : "";
        return prefix + shortened(method.getGenericReturnType()) + " " + method.getName() + parameters;
    }

    /** Without packages. */
    private static String shortened(Type type) {
        return type.getTypeName().replaceAll("[\\w.$]+[.$](?=\\w)", "");
    }
}
