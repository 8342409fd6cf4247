package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import java.util.ArrayList;
import java.util.List;

/** Every route there is. What is not in here is 404. */
final class RouteTable {
    private RouteTable() {}

    static List<Route> of(ChatAgentRuntime runtime, EventStreams streams) {
        List<Route> routes = new ArrayList<>();
        BrowserSession browser = new BrowserSession(runtime.edge());
        routes.addAll(new AuthRoutes(runtime, browser).routes());
        routes.addAll(new LoginRoutes(runtime, browser).routes());
        routes.addAll(new PasswordRoutes(runtime, browser).routes());
        routes.addAll(new SecondFactorRoutes(runtime).routes());
        routes.addAll(new ApiKeyRoutes(runtime).routes());
        routes.addAll(new AdminRoutes(runtime).routes());
        routes.addAll(new BackupRoutes(runtime).routes());
        routes.addAll(new ChatRoutes(runtime).routes());
        routes.addAll(new FileRoutes(runtime).routes());
        routes.addAll(new EventRoutes(runtime, streams).routes());
        routes.addAll(new PresenceRoutes(runtime).routes());
        routes.addAll(new SystemRoutes(runtime).routes());
        routes.addAll(new OpenApiRoutes(routes).routes());
        return List.copyOf(routes);
    }
}
