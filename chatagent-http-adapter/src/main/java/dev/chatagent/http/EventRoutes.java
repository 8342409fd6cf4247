package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.StreamId;
import dev.chatagent.limit.LimitClass;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Events as server-sent events. */
final class EventRoutes {
    private final ChatAgentRuntime runtime;
    private final EventStreams streams;

    EventRoutes(ChatAgentRuntime runtime, EventStreams streams) {
        this.runtime = runtime;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(RouteDraft.get("/events", "streamEvents")
                .says("What happens, as server-sent events, until the token ends.")
                .access(Access.needs(Permission.CHAT), LimitClass.READ)
                .with(
                        RouteParameter.query("stream", "`user` or `session:<id>`; `user` when absent."),
                        RouteParameter.query(
                                "since",
                                OpenApi.ordered("type", "integer", "format", "int64", "minimum", -1, "default", -1),
                                "The last `seq` that was seen; -1 for from now on."),
                        RouteParameter.header(
                                "Last-Event-ID", Map.of("type", "string"), "As `since`; browsers send it."))
                .answers(OpenApiEvents.REPLY)
                .refuses(ErrorCode.NOT_FOUND, ErrorCode.TOO_MANY_CONNECTIONS)
                .by(this::events));
    }

    private Answer events(Exchange exchange) throws IOException {
        Principal principal = exchange.principal();
        StreamId stream = StreamId.parse(exchange.query("stream").orElse("user"), principal.user());
        long since = exchange.header("Last-Event-ID")
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElseGet(() -> exchange.number("since", -1));
        if (exchange.head()) {
            exchange.response().setContentType(OpenApiEvents.REPLY.mediaType());
            return new Answer.Empty();
        }
        if (streams.closed()) {
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "This server is about to stop; come back in a moment.");
        }
        SseConnection.open(runtime, streams, principal, stream, since, exchange.request(), exchange.response());
        return new Answer.Taken();
    }
}
