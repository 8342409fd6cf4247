package dev.chatagent.launcher;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.backup.Backup;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.ArchiveSummary;
import dev.chatagent.storage.Passphrase;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The commands about backups. What was asked for goes to the output, how far it is to the error stream. */
final class BackupCommands {
    /** Reading a backup needs no data directory, and leaves none. */
    private static final String NOWHERE = "jdbc:h2:mem:nowhere";

    private final Arguments arguments;
    private final PrintStream out;
    private final ShownProgress progress;

    BackupCommands(Arguments arguments, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.out = out;
        this.progress = new ShownProgress(err);
    }

    /** Answers the exit status. */
    int run() {
        switch (arguments.command()) {
            case "backup" -> backup();
            case "verify" ->
                report("The backup is whole, and restores", elsewhere().verify(file(), passphrase(), progress));
            case "restore" -> restore();
            default -> elsewhere().export(file(), passphrase(), out, progress);
        }
        return 0;
    }

    private void backup() {
        Optional<Path> file = arguments.option(Arguments.FILE).map(Path::of);
        if (file.filter(Files::exists).isPresent()) {
            throw new IllegalArgumentException(file.get() + " is there already; nothing was written.");
        }
        try (ChatAgentRuntime runtime =
                ChatAgentRuntime.builder().settings(arguments.settings()).start()) {
            if (file.isPresent()) {
                runtime.backups().make(file.get(), progress);
                out.println("The backup was written and verified: " + file.get());
                return;
            }
            Backup made = runtime.backups().make(progress);
            out.println("The backup was written and verified: " + made.name() + ", " + made.bytes() + " bytes");
        }
    }

    private void restore() {
        Path file = file();
        ArchiveSummary summary =
                here().restore(file, passphrase(), arguments.flags().contains("--replace"), progress);
        report("The database was restored", summary);
        out.println("What was sealed in it needs the master secret of then: CHATAGENT_SECRET, or secrets/master of the"
                + " data directory.");
    }

    private void report(String what, ArchiveSummary summary) {
        out.println(what + ": made at " + summary.created() + ", schema " + summary.schema() + ", "
                + (summary.encrypted() ? "encrypted" : "not encrypted") + ", " + summary.rows() + " rows");
        summary.tables().forEach((name, table) -> out.printf("  %-16s %12d%n", name, table.rows()));
    }

    private Path file() {
        Path file = Path.of(arguments
                .option(Arguments.FILE)
                .orElseThrow(() -> new IllegalArgumentException(arguments.command() + " needs a FILE.")));
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ChatAgentException(ErrorCode.NOT_FOUND, "There is no file " + file + " that can be read.");
        }
        return file;
    }

    private Archive here() {
        return archive(arguments.settings());
    }

    private Archive elsewhere() {
        return archive(Settings.defaults().with(Settings.ENVIRONMENT, "test").with(Settings.DATABASE_URL, NOWHERE));
    }

    private static Archive archive(Settings settings) {
        return ChatAgentRuntime.builder()
                .settings(settings)
                .archive()
                .orElseThrow(() -> new ChatAgentException(
                        ErrorCode.INVALID_REQUEST,
                        "The configured storage keeps nothing; unset " + Settings.STORAGE.variable() + "."));
    }

    private Optional<Passphrase> passphrase() {
        return Optional.of(arguments.settings().get(Settings.BACKUP_PASSPHRASE, Environment.PRODUCTION))
                .filter(text -> !text.isBlank())
                .map(Passphrase::new);
    }
}
