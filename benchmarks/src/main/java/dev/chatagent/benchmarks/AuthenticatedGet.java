package dev.chatagent.benchmarks;

import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Reading one's profile with a remembered token, against a servlet in the same Jetty that checks and reads nothing. */
final class AuthenticatedGet implements Row {
    private static final int CONNECTIONS = 4;

    @Override
    public String name() {
        return "get";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        try (Folder home = Folder.create();
                Backend backend = Backend.start(home.path(), 4)) {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(context(backend));
            server.start();
            try {
                String token = backend.person().accessToken();
                int port = connector.getLocalPort();
                return List.of(Duel.fight(
                                scale,
                                time -> ask(time, port, "/api/auth/profile", token),
                                time -> ask(time, port, "/bare", token))
                        .line("authenticated GET of the profile", "bare servlet", Bar.atLeast(0.95)));
            } finally {
                server.stop();
            }
        }
    }

    private static ServletContextHandler context(Backend backend) {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        ServletHolder api = new ServletHolder(ChatAgentServlet.of(backend.runtime()));
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/*");
        byte[] body = Json.write(backend.person().user()).getBytes(StandardCharsets.UTF_8);
        context.addServlet(new ServletHolder(new BareServlet(body)), "/bare");
        return context;
    }

    private static Sample ask(Duration time, int port, String path, String token) throws Exception {
        List<HttpLine> lines = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                lines.add(new HttpLine(port, path, token));
            }
            return Loop.timed(time, List.copyOf(lines));
        } finally {
            for (HttpLine line : lines) {
                line.close();
            }
        }
    }
}
