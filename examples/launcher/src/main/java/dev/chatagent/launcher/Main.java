package dev.chatagent.launcher;

import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.health.ComponentHealth;
import java.io.InputStream;
import java.io.PrintStream;

/** The command line: starts the server, or does something to the data of a stopped one. */
public final class Main {
    private static final String USAGE = """
            Usage: run [options]                        serve
                   run create-admin --email ADDRESS     make an administrator
                   run rotate-keys                      sign tokens with a fresh key
                   run verify-audit                     check that nobody changed the audit log
                   run backup [FILE]                    write and verify a backup (in the data directory)
                   run verify FILE                      check a backup by restoring it to nowhere
                   run restore FILE                     fill the database from a backup
                   run export FILE                      print what a backup holds, as lines of JSON

              --home DIR        data directory (./chatagent-data)
              --help            this text

            Options of serving:
              --port PORT       port to listen on (8080; 0 takes a free one)
              --host HOST       address to listen on (127.0.0.1)

            Options of create-admin, which asks for the password (or takes the first line of its input):
              --name NAME       shown to others (what stands before the @)
              --tenant TENANT   whose administrator (default)
              --link            print a link to choose the password with instead

            Options of restore:
              --replace         the database may go: its files are moved aside, rows on a server are deleted

            Backups are encrypted with CHATAGENT_BACKUP_PASSPHRASE, and read with it.
            The commands work while the server is stopped. Everything else is set by environment variables;
            see docs/configuration.md.
            """;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.in, System.out, System.err));
    }

    /** Answers the exit status: 0 done, 1 failed, 2 called wrongly; does not return before the server has stopped. */
    static int run(String[] words, InputStream in, PrintStream out, PrintStream err) throws Exception {
        try {
            Arguments arguments = Arguments.parse(Settings.fromEnvironment(), words);
            if (arguments.flags().contains("--help")) {
                out.print(USAGE);
                return 0;
            }
            if (!arguments.command().isEmpty()) {
                return new Maintenance(arguments, PasswordPrompt.of(in), out, err).run();
            }
            serve(arguments.settings(), out);
            return 0;
        } catch (ChatAgentException e) {
            err.println(e.getMessage());
            return 1;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println();
            err.print(USAGE);
            return 2;
        }
    }

    private static void serve(Settings settings, PrintStream out) throws Exception {
        LauncherServer server = LauncherServer.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "chatagent-shutdown"));
        if (server.runtime().health().readiness().status() == ComponentHealth.Status.DOWN) {
            out.println("chatagent listens at " + server.url() + " and waits for its database");
            out.flush();
        }
        server.runtime().whenReady(() -> sayReady(server, out));
        server.join();
    }

    private static void sayReady(LauncherServer server, PrintStream out) {
        out.println("chatagent is ready: " + server.url());
        server.setUpLink()
                .ifPresent(link ->
                        out.println("No administrator exists yet. To become the first one, open within 30 minutes"
                                + " (works once):\n  " + link));
        out.flush();
    }
}
