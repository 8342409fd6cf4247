package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.presence.PresentConnection;
import java.util.List;

/** Who is here. */
final class PresenceRoutes {
    private final ChatAgentRuntime runtime;

    PresenceRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    record PresenceList(List<PresentConnection> items) {}

    List<Route> routes() {
        return List.of(RouteDraft.get("/presence", "listPresence")
                .says("The caller's own open connections on all nodes, oldest first.")
                .access(Access.needs(Permission.CHAT), LimitClass.READ)
                .answers(200, new PresenceList(List.of(Examples.CONNECTION)))
                .by(this::list));
    }

    private Answer list(Exchange exchange) {
        return new Answer.Json(new PresenceList(runtime.presence().list(exchange.principal())));
    }
}
