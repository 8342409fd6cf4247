package dev.chatagent.jdbc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a test starts a process of its own: one that lives for seconds, so it begins quickly rather than runs fast in the end. */
final class ChildJvm {
    private ChildJvm() {}

    static List<String> command(String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** With the class path of the tests. */
    static List<String> command(Class<?> main, String... arguments) {
        return command(System.getProperty("java.class.path"), main, arguments);
    }
}
