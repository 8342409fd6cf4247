package dev.chatagent.spring;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Decision;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was decided at start, for the log, and how to become the first administrator, for the console alone: it holds a secret. */
final class StartReport {
    private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

    private StartReport() {}

    static void of(ChatAgentRuntime runtime, String httpPath, PrintStream console) {
        LOG.info("{}", Decision.report(runtime.decisions()));
        runtime.whenReady(() -> sayWhoMayBecomeAdministrator(runtime, httpPath, console));
    }

    private static void sayWhoMayBecomeAdministrator(ChatAgentRuntime runtime, String httpPath, PrintStream console) {
        runtime.accounts()
                .setupToken()
                .ifPresent(token -> console.println("No administrator exists yet. Within 30 minutes, once: POST "
                        + httpPath + "/auth/setup {\"token\":\"" + token + "\",\"email\":…,\"password\":…}"));
        console.flush();
    }
}
