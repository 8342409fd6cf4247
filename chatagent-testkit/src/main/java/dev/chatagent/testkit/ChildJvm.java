package dev.chatagent.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a test starts a JVM of its own: one that lives for seconds, so it begins quickly rather than runs fast in the end, and whose
 * collections of garbage are many and short, so that what is measured of it is not one of them.
 */
public final class ChildJvm {
    private ChildJvm() {}

    /** The command of a JVM like this one, with the class path of the tests. */
    public static List<String> command(Class<?> main, String... arguments) {
        return command(System.getProperty("java.class.path"), main.getName(), arguments);
    }

    /** As above, with another class path. */
    public static List<String> command(String classPath, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xmn16m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(arguments));
        return command;
    }
}
