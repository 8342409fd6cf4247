package dev.chatagent;

import dev.chatagent.ChatAgentRuntime.Parts;
import dev.chatagent.Modules.Slot;
import dev.chatagent.account.AccountParts;
import dev.chatagent.account.AccountServices;
import dev.chatagent.account.Tenants;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.Agents;
import dev.chatagent.agent.EchoConnector;
import dev.chatagent.audit.AlertSink;
import dev.chatagent.audit.Audit;
import dev.chatagent.audit.AuditRetention;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.FileSecretStore;
import dev.chatagent.auth.MemorySecretStore;
import dev.chatagent.auth.OpaqueAccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.PasswordStrength;
import dev.chatagent.auth.Pbkdf2Hasher;
import dev.chatagent.auth.Roles;
import dev.chatagent.auth.SecretStore;
import dev.chatagent.backup.BackupSchedule;
import dev.chatagent.backup.Backups;
import dev.chatagent.chat.ChatRetention;
import dev.chatagent.chat.ChatSearch;
import dev.chatagent.chat.Chats;
import dev.chatagent.chat.RunEngine;
import dev.chatagent.config.Decision;
import dev.chatagent.config.Environment;
import dev.chatagent.config.EnvironmentDetector;
import dev.chatagent.config.HomeDirectory;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.edge.Edge;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventBroker;
import dev.chatagent.event.EventHub;
import dev.chatagent.event.EventLog;
import dev.chatagent.event.Events;
import dev.chatagent.event.RemoteEvents;
import dev.chatagent.file.Attachments;
import dev.chatagent.file.FileRules;
import dev.chatagent.file.FileType;
import dev.chatagent.file.Files;
import dev.chatagent.file.Spool;
import dev.chatagent.health.Health;
import dev.chatagent.id.NodeId;
import dev.chatagent.limit.GcraRateLimiter;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import dev.chatagent.limit.Rates;
import dev.chatagent.limit.Resilience4jRateLimiter;
import dev.chatagent.limit.SettledRateLimiter;
import dev.chatagent.limit.SharedRateLimiter;
import dev.chatagent.presence.Presence;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.Nodes;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.wire.JsonEventCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a runtime's parts in the order in which they need each other. Used once. */
final class Assembler {
    private static final Logger LOG = LoggerFactory.getLogger(ChatAgentRuntime.class);
    private static final int MAX_LIMIT_KEYS = 200_000;
    private static final int MAX_SETTLED_KEYS = 50_000;
    private static final int TEST_ITERATIONS = 1_000;
    private static final String ECHO = "echo";

    private final Parts parts;
    private final Lifecycle lifecycle = new Lifecycle();
    private final List<Decision> decisions = new ArrayList<>();
    private final Modules modules = Modules.discover();
    private final Threads threads;
    private final RuntimeContext context;

    private Assembler(Parts parts) {
        this.parts = parts;
        EnvironmentDetector.Detected detected = EnvironmentDetector.detect(parts.settings());
        decide("environment", lower(detected.environment()), detected.reason(), Settings.ENVIRONMENT);
        this.threads = lifecycle.opened(new Threads());
        HomeDirectory home = new HomeDirectory(Path.of(parts.settings().get(Settings.HOME, detected.environment())));
        boolean keepsNothing = detected.environment() == Environment.TEST;
        SecretStore secrets = keepsNothing ? new MemorySecretStore() : new FileSecretStore(home);
        this.context = new RuntimeContext(
                parts.settings(),
                detected.environment(),
                home,
                secrets,
                MasterSecret.box(parts.settings(), secrets),
                parts.clock(),
                threads.workers(),
                threads.scheduler());
    }

    /** Starts everything or, when anything fails, nothing. */
    static Assembly start(Parts parts) {
        Assembler assembler = new Assembler(parts);
        try {
            return assembler.assemble();
        } catch (RuntimeException | Error e) {
            assembler.lifecycle.close();
            throw e;
        }
    }

    private Assembly assemble() {
        Storage storage = storage();
        AccessTokens accessTokens = accessTokens(storage);
        AlertSink alerts = parts.alertSink().orElseGet(LogAlerts::new);
        Audit audit = new Audit(storage, context.box(), alerts, context.clock(), context.executor());
        AccountServices accounts = lifecycle.opened(accounts(storage, accessTokens, audit));
        EventBroker broker = broker(storage);
        EventHub hub = new EventHub(storage, broker, context.executor(), threads.inAMoment());
        if (storage.shared()) {
            lifecycle.opened(RemoteEvents.start(storage, hub, broker, context.executor(), context.scheduler()));
        }
        EventLog log = new EventLog(new JsonEventCodec(), hub, context.clock());
        Agents agents = agents();
        Nodes nodes = new Nodes(storage, context.clock(), new NodeId(parts.ids().next()));
        RunEngine engine = lifecycle.opened(new RunEngine(
                storage,
                nodes,
                log,
                context.clock(),
                context.executor(),
                context.scheduler(),
                context.get(Settings.RUN_TIMEOUT)));
        Chats chats = new Chats(
                storage,
                log,
                agents,
                engine,
                context.clock(),
                parts.ids(),
                context.get(Settings.RUN_CONFLICT),
                new Attachments(storage, context.get(Settings.UPLOAD_PER_MESSAGE)));
        Files files = new Files(storage, fileRules(), lifecycle.opened(spool()), context.clock(), parts.ids());
        Limits limits = limits(storage);
        Startup startup =
                lifecycle.opened(new Startup(List.of(accessTokens::maintain, engine::recover), context.executor()));
        startup.begin(context.scheduler());
        Presence presence = lifecycle.opened(new Presence(
                storage,
                nodes,
                log,
                context.clock(),
                parts.ids(),
                context.get(Settings.PRESENCE),
                limits.connectionsPerUser()));
        startup.whenReady(presence::start);
        lifecycle.opened(Upkeep.start(context.scheduler(), context.executor(), accounts.authenticator(), accessTokens));
        lifecycle.opened(Housekeeping.start(
                context.scheduler(),
                context.executor(),
                storage,
                accounts,
                new ChatRetention(storage, log, context.clock(), context.get(Settings.CHAT_RETENTION)),
                files,
                new AuditRetention(storage, audit, context.clock(), context.get(Settings.AUDIT_RETENTION)),
                context.clock(),
                context.get(Settings.EVENT_RETENTION)));
        Backups backups = lifecycle.opened(new Backups(
                storage.archive(),
                context.backupDirectory(),
                new Backups.Plan(
                        context.get(Settings.BACKUP_INTERVAL),
                        context.get(Settings.BACKUP_KEEP),
                        context.backupPassphrase()),
                audit,
                alerts,
                context.clock(),
                context.executor()));
        lifecycle.opened(BackupSchedule.start(backups, context.scheduler(), context.executor()));
        return new Assembly(
                context,
                accounts,
                accounts.deletion(List.of(chats, presence)),
                audit,
                backups,
                Tenants.parse(context.get(Settings.TENANTS)),
                accessTokens,
                chats,
                new ChatSearch(storage),
                files,
                agents,
                new Events(hub, chats),
                presence,
                limits,
                Edge.of(context.settings(), context.environment()),
                startup,
                new Health(List.of(new StorageHealth(storage, backups), startup)),
                storage::metrics,
                decisions,
                lifecycle);
    }

    /** The archive of the storage that a runtime of these parts would have; nothing is started. */
    static Optional<Archive> archive(Parts parts) {
        Assembler assembler = new Assembler(parts);
        try {
            return assembler.slot().part().archive();
        } finally {
            assembler.lifecycle.close();
        }
    }

    private Slot<Storage> slot() {
        return modules.fill(
                "storage",
                parts.storage().or(this::inMemoryIfAsked),
                module -> module.storage(context),
                this::inMemoryIfNothingElseIsAsked);
    }

    private EventBroker broker(Storage storage) {
        parts.eventBroker().ifPresent(lifecycle::opened); // whether there is somebody to tell or not
        if (!storage.shared()) {
            return EventBroker.none();
        }
        Optional<EventBroker> found = parts.eventBroker().or(() -> service(EventBroker.class));
        if (found.isEmpty() && !context.get(Settings.REDIS_URL).isBlank()) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST,
                    Settings.REDIS_URL.variable()
                            + " is set, and nothing on the class path can use it. Add chatagent-redis,"
                            + " or unset it: nodes then meet in the database.");
        }
        return found.or(() -> storage.service(EventBroker.class)).orElseGet(EventBroker::none);
    }

    /** What a module has for the nodes of a storage; it beats what the storage has. */
    private <T> Optional<T> service(Class<T> type) {
        T found = modules.<@Nullable T>fill(
                        type.getSimpleName(), Optional.empty(), module -> module.service(context, type), () -> null)
                .part();
        if (found instanceof AutoCloseable closeable) {
            lifecycle.opened(closeable);
        }
        return Optional.ofNullable(found);
    }

    private Storage storage() {
        Slot<Storage> slot = slot();
        Storage storage = lifecycle.opened(slot.part());
        storage.start();
        decide("storage", storage.check().detail(), slot.reason(), Settings.STORAGE);
        return storage;
    }

    private Optional<Storage> inMemoryIfAsked() {
        String fallback = context.environment() == Environment.TEST ? "memory" : "";
        String asked = context.settings().set(Settings.STORAGE).orElse(fallback);
        boolean elsewhere = context.settings().set(Settings.DATABASE_URL).isPresent()
                && context.settings().set(Settings.STORAGE).isEmpty();
        return asked.equals("memory") && !elsewhere ? Optional.of(InMemoryStorage.create()) : Optional.empty();
    }

    /** Whoever configured a database must never find out later that nothing was kept. */
    private Storage inMemoryIfNothingElseIsAsked() {
        for (Setting<String> setting : List.of(Settings.STORAGE, Settings.DATABASE_URL)) {
            if (context.settings().set(setting).filter(text -> !text.isBlank()).isPresent()) {
                throw new ChatAgentException(
                        ErrorCode.INVALID_REQUEST,
                        setting.variable()
                                + " is set, and nothing on the class path can use it. Add chatagent-jdbc, or set "
                                + Settings.STORAGE.variable() + "=memory to keep nothing.");
            }
        }
        return InMemoryStorage.create();
    }

    private AccountServices accounts(Storage storage, AccessTokens accessTokens, Audit audit) {
        return new AccountServices(new AccountParts(
                storage,
                accessTokens,
                passwordHasher(),
                passwordStrength(),
                parts.notifier().orElseGet(() -> new LogNotifier(context.environment())),
                audit,
                context.box(),
                new Roles(parts.roles()),
                context.clock(),
                parts.ids(),
                context.executor(),
                Threads.factory("chatagent-hash"),
                context.settings(),
                context.environment()));
    }

    private PasswordStrength passwordStrength() {
        return modules.fill(
                        "password strength",
                        parts.passwordStrength(),
                        module -> module.passwordStrength(context),
                        () -> (password, personal) -> Optional.empty())
                .part();
    }

    private AccessTokens accessTokens(Storage storage) {
        Slot<AccessTokens> slot = modules.fill(
                "token service",
                parts.accessTokens(),
                module -> module.accessTokens(context, storage),
                () -> new OpaqueAccessTokens(context.clock()));
        return lifecycle.opened(slot.part());
    }

    private PasswordHasher passwordHasher() {
        int iterations =
                context.environment() == Environment.TEST ? TEST_ITERATIONS : Pbkdf2Hasher.RECOMMENDED_ITERATIONS;
        return modules.fill(
                        "password hasher",
                        parts.passwordHasher(),
                        module -> module.passwordHasher(context),
                        () -> new Pbkdf2Hasher(iterations))
                .part();
    }

    private Agents agents() {
        Map<String, AgentConnector> connectors = new LinkedHashMap<>(parts.agents());
        for (ChatAgentModule module : modules.all()) {
            module.agents(context).forEach((name, connector) -> {
                if (connectors.putIfAbsent(name, lifecycle.opened(connector)) != null) {
                    throw new IllegalStateException(
                            "There are two agents named '" + name + "'; one is from " + module.name());
                }
            });
        }
        parts.agents().values().forEach(lifecycle::opened);
        connectors.putIfAbsent(ECHO, new EchoConnector(context.scheduler(), context.get(Settings.ECHO_DELAY)));
        String first = connectors.keySet().iterator().next();
        String chosen = context.settings().set(Settings.AGENT).orElse(first);
        if (!connectors.containsKey(chosen)) {
            throw new IllegalStateException(Settings.AGENT.variable() + ": there is no agent '" + chosen
                    + "'; there are " + connectors.keySet());
        }
        decide(
                "agent",
                chosen,
                context.settings().set(Settings.AGENT).isPresent() ? "set" : "the first configured one",
                Settings.AGENT);
        return new Agents(connectors, chosen);
    }

    private Limits limits(Storage storage) {
        boolean wanted = context.get(Settings.LIMITS);
        String host = context.get(Settings.HOST);
        boolean enabled = wanted || !EnvironmentDetector.isLoopback(host);
        if (!enabled) {
            LOG.warn("Rate limits are OFF ({}); only for load tests", Settings.LIMITS.variable());
        } else if (!wanted) {
            LOG.warn("Rate limits stay on: they can be switched off on loopback only, and this listens on {}", host);
        }
        decide("limits", enabled ? "on" : "off", wanted ? "default" : "set", Settings.LIMITS);
        Map<LimitClass, RateLimit> limits = Rates.of(context.environment());
        Rates.replace(limits, context.get(Settings.RATES));
        limits.putAll(parts.limits());
        RateLimiter local = parts.rateLimiter().orElseGet(this::rateLimiter);
        Optional<SharedRateLimiter> shared =
                service(SharedRateLimiter.class).or(() -> storage.service(SharedRateLimiter.class));
        return new Limits(
                local,
                shared.map(limiter -> settled(local, limiter)).orElse(local),
                shared,
                limits,
                context.get(Settings.CONNECTIONS_PER_USER),
                context.get(Settings.LIMIT_WAIT),
                enabled);
    }

    private RateLimiter settled(RateLimiter local, SharedRateLimiter shared) {
        SettledRateLimiter settled =
                lifecycle.opened(new SettledRateLimiter(local, shared, context.clock(), MAX_SETTLED_KEYS));
        settled.start(context.scheduler(), context.executor());
        return settled;
    }

    private FileRules fileRules() {
        return new FileRules(
                context.get(Settings.UPLOAD_MAX),
                FileType.parseList(context.get(Settings.UPLOAD_TYPES)),
                context.get(Settings.UPLOAD_PER_MESSAGE),
                context.get(Settings.UPLOAD_PER_CHAT),
                context.get(Settings.UPLOAD_PER_USER));
    }

    private Spool spool() {
        return context.environment() == Environment.TEST
                ? Spool.temporary()
                : Spool.in(context.home(), Path.of(context.get(Settings.HOME)));
    }

    private RateLimiter rateLimiter() {
        return switch (context.get(Settings.LIMITER)) {
            case GCRA -> new GcraRateLimiter(context.clock(), MAX_LIMIT_KEYS);
            case RESILIENCE4J -> new Resilience4jRateLimiter(context.clock(), MAX_LIMIT_KEYS);
        };
    }

    private void decide(String subject, String outcome, String reason, Setting<?> setting) {
        decisions.add(new Decision(subject, outcome, reason, setting.variable()));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }
}
