package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.LimitClass;
import java.util.List;

/** Backups: which there are, and making one. None can be read or restored from here. */
final class BackupRoutes {
    private final ChatAgentRuntime runtime;

    BackupRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    List<Route> routes() {
        Access backups = Access.needs(Permission.BACKUPS_ADMIN);
        return List.of(
                RouteDraft.get("/admin/backups", "listBackups")
                        .says("The verified backups there are, and how the last try went.")
                        .access(backups, LimitClass.READ)
                        .answers(200, Examples.BACKUPS)
                        .by(this::status),
                RouteDraft.post("/admin/backups", "makeBackup", Repeat.AGAIN)
                        .says("Begins a backup.")
                        .access(backups, LimitClass.WRITE)
                        .answers(202, Examples.BACKUPS)
                        .refuses(ErrorCode.CONFLICT)
                        .by(this::begin));
    }

    private Answer status(Exchange exchange) {
        return new Answer.Json(runtime.backups().status(exchange.principal()));
    }

    private Answer begin(Exchange exchange) {
        runtime.backups().begin(exchange.principal());
        return status(exchange);
    }
}
