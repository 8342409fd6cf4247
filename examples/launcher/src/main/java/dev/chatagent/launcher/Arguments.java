package dev.chatagent.launcher;

import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words of a command line, split.
 *
 * @param command empty: serve
 * @param options values of the options that are no settings
 * @param flags options without a value
 */
record Arguments(String command, Settings settings, Map<String, String> options, Set<String> flags) {
    private static final Map<String, Setting<String>> TEXTS = Map.of("--host", Settings.HOST, "--home", Settings.HOME);
    private static final Set<String> FLAGS = Set.of("--help", "--link", "--replace");

    /** What stands for the file that a command is about. */
    static final String FILE = "FILE";

    /** Which options each command takes beside {@code --help} and {@code --home}. */
    private static final Map<String, List<String>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("", List.of("--port", "--host"));
        COMMANDS.put("create-admin", List.of("--email", "--name", "--tenant", "--link"));
        COMMANDS.put("rotate-keys", List.of());
        COMMANDS.put("verify-audit", List.of());
        COMMANDS.put("backup", List.of(FILE));
        COMMANDS.put("verify", List.of(FILE));
        COMMANDS.put("restore", List.of(FILE, "--replace"));
        COMMANDS.put("export", List.of(FILE));
    }

    /**
     * @param base what the arguments come on top of
     * @throws IllegalArgumentException saying what is wrong
     */
    static Arguments parse(Settings base, String... words) {
        String command = words.length > 0 && !words[0].startsWith("--") ? words[0] : "";
        List<String> known = COMMANDS.get(command);
        if (known == null) {
            throw new IllegalArgumentException("There is no command '" + command + "'.");
        }
        Settings settings = base;
        Map<String, String> options = new HashMap<>();
        Set<String> flags = new java.util.HashSet<>();
        for (int i = command.isEmpty() ? 0 : 1; i < words.length; i++) {
            String option = words[i];
            if (!option.startsWith("--") && known.contains(FILE) && !options.containsKey(FILE)) {
                options.put(FILE, option);
                continue;
            }
            if (!known.contains(option) && !option.equals("--home") && !option.equals("--help")) {
                throw new IllegalArgumentException("Unknown option " + option + ".");
            }
            if (FLAGS.contains(option)) {
                flags.add(option);
                continue;
            }
            String value = i + 1 < words.length ? words[++i] : "";
            if (value.isEmpty() || value.startsWith("--")) {
                throw new IllegalArgumentException("Option " + option + " needs a value.");
            }
            Setting<String> text = TEXTS.get(option);
            if (text != null) {
                settings = settings.with(text, value);
            } else if (option.equals("--port")) {
                settings = settings.with(Settings.PORT, port(value));
            } else {
                options.put(option, value);
            }
        }
        return new Arguments(command, settings, Map.copyOf(options), Set.copyOf(flags));
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port: '" + text + "' is not a number from 0 to 65535.");
        }
        return Integer.parseInt(text);
    }
}
