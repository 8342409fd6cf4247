package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.backup.Backups;
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
        Class<Backups.Status> status = Backups.Status.class;
        return List.of(
                new Route("GET", "/admin/backups", backups, LimitClass.READ, Void.class, status, 200, this::status),
                new Route("POST", "/admin/backups", backups, LimitClass.WRITE, Void.class, status, 202, this::begin));
    }

    private Answer status(Exchange exchange) {
        return new Answer.Json(runtime.backups().status(exchange.principal()));
    }

    private Answer begin(Exchange exchange) {
        runtime.backups().begin(exchange.principal());
        return status(exchange);
    }
}
