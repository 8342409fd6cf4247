package dev.chatagent.benchmarks;

import dev.chatagent.account.UserRepository;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.examples.containers.Application;
import dev.chatagent.examples.containers.Container;
import dev.chatagent.examples.containers.Served;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.http.SecurityHeadersFilter;
import dev.chatagent.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * GET with a remembered token and with one that is new each time, against servlets in the same container that do the same reading
 * and writing and nothing else.
 */
final class AuthenticatedGet implements Row {
    private static final int CONNECTIONS = 4;
    private static final int NEW_TOKENS = 40_000;
    private static final Map<?, ?> AGENTS = Map.of("items", List.of(Map.of("name", "echo", "default", true)));
    private static final String OURS = "/api/chat/agents";
    private static final String BARE = "/bare/agents";
    private static final String DRESSED = "/bare/dressed";

    /** Of our answers alone, in their length. */
    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("X-Request-Id", "2f1d6a52-9b1c-4c39-8a57-0d3c6f0e9b11"),
            Map.entry("Vary", "Origin"),
            Map.entry(
                    "RateLimit-Policy", "\"address\";q=1000000;w=1, \"read\";q=1000000;w=1, \"tenant\";q=1000000;w=1"),
            Map.entry("RateLimit", "\"address\";r=999999;t=1, \"read\";r=999999;t=1, \"tenant\";r=999999;t=1"));

    private final Container container;

    AuthenticatedGet(Container container) {
        this.container = container;
    }

    @Override
    public String name() {
        return "get-" + container.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 7);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        AccessTokens tokens = TokenVerify.tokens(secret, scheduler);
        try (Folder home = Folder.create();
                Backend backend = Backend.start(home.path(), 4, builder -> builder.accessTokens(tokens));
                Served served = container.serve(application(backend))) {
            String known = backend.person().accessToken();
            NewTokens fresh = new NewTokens(backend, tokens);
            return List.of(
                    Duel.fight(
                                    scale,
                                    time -> ask(time, served.port(), "/api/auth/profile", () -> known),
                                    time -> ask(time, served.port(), "/bare/profile", () -> known))
                            .line(on("authenticated GET of the profile"), "bare servlet, same read", Bar.atLeast(0.95)),
                    Duel.fight(
                                    scale,
                                    time -> ask(time, served.port(), OURS, () -> known),
                                    time -> ask(time, served.port(), BARE, () -> known))
                            .line(on("authenticated GET, no read"), "bare servlet", Bar.atLeast(0.95)),
                    Duel.fight(
                                    scale,
                                    time -> ask(time, served.port(), OURS, () -> known),
                                    time -> ask(time, served.port(), DRESSED, () -> known))
                            .line(on("authenticated GET, no read"), "bare servlet with our headers", Bar.atLeast(0.95)),
                    Duel.fight(
                                    scale,
                                    time -> {
                                        fresh.refill(NEW_TOKENS);
                                        return ask(time, served.port(), OURS, fresh);
                                    },
                                    time -> {
                                        fresh.refill(NEW_TOKENS);
                                        return ask(time, served.port(), BARE, fresh);
                                    })
                            .line(on("GET with a new token each time"), "bare servlet", Bar.atLeast(0.85)));
        } finally {
            scheduler.shutdown();
        }
    }

    private String on(String row) {
        return row + ", " + container.name().charAt(0)
                + container.name().substring(1).toLowerCase(Locale.ROOT);
    }

    /** Those of every answer of the API. What they cost a container is no work of ours, and no choice either. */
    private static Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(SecurityHeadersFilter.headersOfErrors());
        headers.putAll(HEADERS);
        return Map.copyOf(headers);
    }

    private static Application application(Backend backend) {
        UserId user = backend.person().user().id();
        Supplier<?> profile = () -> backend.storage()
                .read(unit -> unit.get(UserRepository.class).find(user).orElseThrow());
        return new Application(
                Map.of(
                        "/api/*",
                        ChatAgentServlet.of(backend.runtime()),
                        "/bare/profile",
                        new BareServlet(profile),
                        BARE,
                        new BareServlet(() -> AGENTS),
                        DRESSED,
                        new BareServlet(() -> AGENTS, headers())),
                Optional.empty(),
                Optional.empty(),
                sockets -> {},
                Map.of());
    }

    private static Sample ask(Duration time, int port, String path, Supplier<String> tokens) throws Exception {
        List<HttpLine> lines = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                lines.add(new HttpLine(port, path, tokens));
            }
            return Loop.busy(time, List.copyOf(lines));
        } finally {
            for (HttpLine line : lines) {
                line.close();
            }
        }
    }
}
