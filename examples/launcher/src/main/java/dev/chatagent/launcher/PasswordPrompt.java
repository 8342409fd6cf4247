package dev.chatagent.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks whoever sits there for a new password. */
@FunctionalInterface
interface PasswordPrompt {
    /** @throws IllegalArgumentException when nothing was typed, or not the same twice */
    String ask();

    /** Twice at a terminal, without echo; else the first line of the input, for scripts. */
    static PasswordPrompt of(InputStream in) {
        Console console = terminal();
        return console == null ? () -> firstLine(in) : () -> twice(console);
    }

    /** Since JDK 22 there may be a console that is no terminal; before it, one that is there is one. */
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console terminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console)) ? console : null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Every console has it since JDK 22", e);
        }
    }

    private static String twice(Console console) {
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("The same again: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw new IllegalArgumentException("These are two different passwords; nothing was created.");
        }
        return new String(first);
    }

    private static String firstLine(InputStream in) {
        try {
            String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isEmpty()) {
                throw new IllegalArgumentException("No password came in; type it, pipe it in, or use --link.");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("The password could not be read", e);
        }
    }
}
