package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.event.StreamId;
import dev.chatagent.limit.LimitClass;
import java.io.IOException;
import java.util.List;

/** Events as server-sent events. */
final class EventRoutes {
    private final ChatAgentRuntime runtime;

    EventRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    List<Route> routes() {
        return List.of(new Route(
                "GET",
                "/events",
                Access.needs(Permission.CHAT),
                LimitClass.READ,
                Void.class,
                Void.class,
                200,
                this::events));
    }

    private Answer events(Exchange exchange) throws IOException {
        Principal principal = exchange.principal();
        StreamId stream = StreamId.parse(exchange.query("stream").orElse("user"), principal.user());
        long since = exchange.header("Last-Event-ID")
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElseGet(() -> exchange.number("since", -1));
        SseConnection.open(runtime, principal, stream, since, exchange.request(), exchange.response());
        return new Answer.Taken();
    }
}
