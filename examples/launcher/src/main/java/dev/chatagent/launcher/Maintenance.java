package dev.chatagent.launcher;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Email;
import dev.chatagent.account.User;
import dev.chatagent.audit.Audit;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.TenantId;
import java.io.PrintStream;

/** The commands that work on the data of a server that is stopped. Each answers the exit status. */
final class Maintenance {
    private final Arguments arguments;
    private final PasswordPrompt prompt;
    private final PrintStream out;
    private final PrintStream err;

    Maintenance(Arguments arguments, PasswordPrompt prompt, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.prompt = prompt;
        this.out = out;
        this.err = err;
    }

    /**
     * @throws ChatAgentException saying so, when a server uses the data
     * @throws IllegalArgumentException when an argument is missing or wrong
     */
    int run() {
        return switch (arguments.command()) {
            case "create-admin" -> createAdmin();
            case "rotate-keys" -> rotateKeys();
            case "verify-audit" -> verifyAudit();
            default -> new BackupCommands(arguments, out, err).run();
        };
    }

    private ChatAgentRuntime open() {
        return ChatAgentRuntime.builder().settings(arguments.settings()).start();
    }

    private int createAdmin() {
        Email email = new Email(arguments
                .option("--email")
                .orElseThrow(() -> new IllegalArgumentException("create-admin needs --email ADDRESS.")));
        String name = arguments.option("--name").orElse("");
        TenantId tenant = arguments.option("--tenant").map(TenantId::new).orElse(TenantId.DEFAULT);
        try (ChatAgentRuntime runtime = open()) {
            if (arguments.flags().contains("--link")) {
                String link = runtime.operator().inviteAdministrator(tenant, email, name);
                out.println("Administrator " + email + " was created. Start the server, and within 30 minutes open"
                        + " (works once):\n  " + link);
                return 0;
            }
            User admin = runtime.operator().createAdministrator(tenant, email, name, prompt.ask());
            out.println("Administrator " + admin.email() + " was created.");
            return 0;
        }
    }

    private int rotateKeys() {
        try (ChatAgentRuntime runtime = open()) {
            runtime.operator().rotateKeys();
            out.println("Tokens are signed with a fresh key from now on; those given out stay good until they expire.");
            return 0;
        }
    }

    private int verifyAudit() {
        try (ChatAgentRuntime runtime = open()) {
            Audit.Verification found = runtime.audit().verify();
            if (found.intact()) {
                out.println("The audit log is whole: " + found.entries() + " rows, last hash " + found.lastHash());
                return 0;
            }
            out.println("The audit log was tampered with: row " + found.firstBroken()
                    + " is not what was written there. Compare with a backup.");
            return 1;
        }
    }
}
