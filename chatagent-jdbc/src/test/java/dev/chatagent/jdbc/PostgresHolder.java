package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.testkit.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of its own that runs a managed PostgreSQL until its input ends, or until it is killed. */
final class PostgresHolder {
    private PostgresHolder() {}

    public static void main(String[] args) throws Exception {
        try (ManagedPostgres managed = ManagedPostgres.start(Path.of(args[0]))) {
            Postgres.run(managed, "CREATE TABLE IF NOT EXISTS held (id INT)");
            Postgres.run(managed, "INSERT INTO held VALUES (1)");
            System.out.println("rows " + Postgres.ask(managed, "SELECT count(*) FROM held"));
            int unused = System.in.read();
        } catch (ChatAgentException e) {
            System.out.println("refused " + e.getMessage());
        }
    }

    static Process start(Path directory) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), directory, Map.of());
    }

    static Process start(List<String> prefix, String classPath, Path directory, Map<String, String> variables)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(ChildJvm.command(classPath, PostgresHolder.class.getName(), directory.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** What it says first: "rows" and their number, or "refused" and why. */
    static String firstWord(Process holder) throws IOException {
        BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("rows") && !line.startsWith("refused")) {
            line = out.readLine();
        }
        return line == null ? "nothing" : line;
    }
}
