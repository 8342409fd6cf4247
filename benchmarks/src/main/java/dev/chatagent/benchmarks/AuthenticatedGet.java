package dev.chatagent.benchmarks;

import dev.chatagent.account.UserRepository;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** GET with a remembered token, against servlets in the same Jetty that do the same reading and writing and nothing else. */
final class AuthenticatedGet implements Row {
    private static final int CONNECTIONS = 4;
    private static final Map<?, ?> AGENTS = Map.of("items", List.of(Map.of("name", "echo", "default", true)));

    @Override
    public String name() {
        return "get";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        try (Folder home = Folder.create();
                Backend backend = Backend.start(home.path(), 4);
                Api api = Api.serve(backend, Map.of("/bare/profile", profile(backend), "/bare/agents", () -> AGENTS))) {
            String token = backend.person().accessToken();
            return List.of(
                    duel(scale, api.port(), token, "/api/auth/profile", "/bare/profile")
                            .line("authenticated GET of the profile", "bare servlet, same read", Bar.atLeast(0.95)),
                    duel(scale, api.port(), token, "/api/chat/agents", "/bare/agents")
                            .line("authenticated GET, no read", "bare servlet", Bar.atLeast(0.95)));
        }
    }

    private static Supplier<?> profile(Backend backend) {
        UserId user = backend.person().user().id();
        return () -> backend.storage()
                .read(unit -> unit.get(UserRepository.class).find(user).orElseThrow());
    }

    private static Duel duel(Scale scale, int port, String token, String ours, String bare) throws Exception {
        return Duel.fight(scale, time -> ask(time, port, ours, token), time -> ask(time, port, bare, token));
    }

    private static Sample ask(Duration time, int port, String path, String token) throws Exception {
        List<HttpLine> lines = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                lines.add(new HttpLine(port, path, token));
            }
            return Loop.busy(time, List.copyOf(lines));
        } finally {
            for (HttpLine line : lines) {
                line.close();
            }
        }
    }
}
