package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import java.util.ArrayList;
import java.util.List;

/** Every route there is. What is not in here is 404. */
final class RouteTable {
    private RouteTable() {}

    static List<Route> of(ChatAgentRuntime runtime) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new AuthRoutes(runtime).routes());
        routes.addAll(new ChatRoutes(runtime).routes());
        routes.addAll(new EventRoutes(runtime).routes());
        routes.addAll(new SystemRoutes(runtime).routes());
        return List.copyOf(routes);
    }
}
