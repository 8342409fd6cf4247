package dev.chatagent.launcher;

import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import java.io.PrintStream;

/** Starts the server from the command line. */
public final class Main {
    private static final String USAGE = """
            Usage: run [options]

              --port PORT   port to listen on (8080; 0 takes a free one)
              --host HOST   address to listen on (127.0.0.1)
              --home DIR    data directory (./chatagent-data)
              --help        this text

            Everything else is set by environment variables; see docs/configuration.md.
            """;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.out, System.err));
    }

    /** Answers the exit status; does not return before the server has stopped. */
    static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
        Settings settings;
        try {
            settings = settings(arguments);
        } catch (ChatAgentException | IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println();
            err.print(USAGE);
            return 2;
        }
        for (String argument : arguments) {
            if (argument.equals("--help")) {
                out.print(USAGE);
                return 0;
            }
        }
        try {
            serve(settings, out);
            return 0;
        } catch (ChatAgentException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static void serve(Settings settings, PrintStream out) throws Exception {
        LauncherServer server = LauncherServer.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "chatagent-shutdown"));
        out.println("chatagent is ready: " + server.url());
        server.setUpLink()
                .ifPresent(link ->
                        out.println("No administrator exists yet. To become the first one, open within 30 minutes"
                                + " (works once):\n  " + link));
        out.flush();
        server.join();
    }

    /** What the environment says, and the arguments on top of it. */
    static Settings settings(String[] arguments) {
        Settings settings = Settings.fromEnvironment();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--help")) {
                continue;
            }
            String value = i + 1 < arguments.length ? arguments[++i] : "";
            if (value.isEmpty() || value.startsWith("--")) {
                throw new IllegalArgumentException("Option " + argument + " needs a value, or is unknown.");
            }
            settings = switch (argument) {
                case "--port" -> settings.with(Settings.PORT, port(value));
                case "--host" -> settings.with(Settings.HOST, value);
                case "--home" -> settings.with(Settings.HOME, value);
                default -> throw new IllegalArgumentException("Unknown option " + argument + ".");
            };
        }
        return settings;
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port: '" + text + "' is not a number from 0 to 65535.");
        }
        return Integer.parseInt(text);
    }
}
