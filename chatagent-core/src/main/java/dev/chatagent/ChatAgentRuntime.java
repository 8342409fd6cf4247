package dev.chatagent;

import dev.chatagent.account.AccountDeletion;
import dev.chatagent.account.Accounts;
import dev.chatagent.account.ApiKeys;
import dev.chatagent.account.Authenticator;
import dev.chatagent.account.LoginSessions;
import dev.chatagent.account.Notifier;
import dev.chatagent.account.Operator;
import dev.chatagent.account.Passwords;
import dev.chatagent.account.SecondFactors;
import dev.chatagent.account.Tenants;
import dev.chatagent.account.UserAdministration;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.Agents;
import dev.chatagent.audit.AlertSink;
import dev.chatagent.audit.Audit;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.PasswordStrength;
import dev.chatagent.auth.Role;
import dev.chatagent.backup.Backups;
import dev.chatagent.chat.ChatSearch;
import dev.chatagent.chat.Chats;
import dev.chatagent.config.Decision;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import dev.chatagent.edge.Edge;
import dev.chatagent.event.EventBroker;
import dev.chatagent.event.Events;
import dev.chatagent.file.Files;
import dev.chatagent.health.Health;
import dev.chatagent.health.Metric;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.limit.LimitClass;
import dev.chatagent.limit.Limits;
import dev.chatagent.limit.RateLimit;
import dev.chatagent.limit.RateLimiter;
import dev.chatagent.presence.Presence;
import dev.chatagent.storage.Archive;
import dev.chatagent.storage.Storage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A running chat-agent backend: what the adapters call, and hosts too. Several live side by side in one JVM. Thread-safe.
 *
 * <pre>{@code
 * try (ChatAgentRuntime runtime = ChatAgentRuntime.start()) {
 *     …
 * }
 * }</pre>
 */
public final class ChatAgentRuntime implements AutoCloseable {
    private final Assembly assembly;

    private ChatAgentRuntime(Assembly assembly) {
        this.assembly = assembly;
    }

    /** Starts with nothing set: what the environment variables say, else the defaults. */
    public static ChatAgentRuntime start() {
        return builder().settings(Settings.fromEnvironment()).start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Accounts accounts() {
        return assembly.accounts().accounts();
    }

    public Authenticator authenticator() {
        return assembly.accounts().authenticator();
    }

    public LoginSessions sessions() {
        return assembly.accounts().sessions();
    }

    public Passwords passwords() {
        return assembly.accounts().passwords();
    }

    public SecondFactors secondFactors() {
        return assembly.accounts().secondFactors();
    }

    public ApiKeys apiKeys() {
        return assembly.accounts().apiKeys();
    }

    public UserAdministration users() {
        return assembly.accounts().users();
    }

    public AccountDeletion accountDeletion() {
        return assembly.accountDeletion();
    }

    /** What needs no account but the right to run the process; never for requests. */
    public Operator operator() {
        return assembly.accounts().operator();
    }

    public Audit audit() {
        return assembly.audit();
    }

    public Backups backups() {
        return assembly.backups();
    }

    /** Which tenant a call is about. */
    public Tenants tenants() {
        return assembly.tenants();
    }

    /** Public keys that verify access tokens, as JSON Web Keys; empty unless tokens are signed with a key pair. */
    public List<Map<String, String>> publicKeys() {
        return assembly.accessTokens().publicKeys();
    }

    public Chats chats() {
        return assembly.chats();
    }

    public ChatSearch search() {
        return assembly.search();
    }

    public Files files() {
        return assembly.files();
    }

    public Agents agents() {
        return assembly.agents();
    }

    public Events events() {
        return assembly.events();
    }

    /** Who is here; adapters say when a connection begins and ends. */
    public Presence presence() {
        return assembly.presence();
    }

    public Limits limits() {
        return assembly.limits();
    }

    /** What is known of the way from callers to here. */
    public Edge edge() {
        return assembly.edge();
    }

    public Health health() {
        return assembly.health();
    }

    /** What is counted and measured, as it stands now. */
    public List<Metric> metrics() {
        return assembly.metrics().get();
    }

    public Environment environment() {
        return assembly.context().environment();
    }

    public Settings settings() {
        return assembly.context().settings();
    }

    public Clock clock() {
        return assembly.context().clock();
    }

    /** For timers of adapters; work on it must not block. Closed by the runtime. */
    public ScheduledExecutorService scheduler() {
        return assembly.context().scheduler();
    }

    /** For work of adapters that may block. Closed by the runtime. */
    public Executor executor() {
        return assembly.context().executor();
    }

    /** What was decided at start and why. */
    public List<Decision> decisions() {
        return assembly.decisions();
    }

    /**
     * Runs the action once everything has started: at once, or on a worker thread as soon as a configured database that is
     * down can be reached. Until then {@link #health()} is down and calls fail with UNAVAILABLE.
     */
    public void whenReady(Runnable action) {
        assembly.startup().whenReady(Objects.requireNonNull(action));
    }

    /** Whether {@link #close()} has begun: adapters refuse new work. */
    public boolean closing() {
        return assembly.lifecycle().closing();
    }

    /** Stops what runs, keeping its text, and closes everything in the reverse order of its start. Idempotent. */
    @Override
    public void close() {
        assembly.lifecycle().close();
    }

    /**
     * Sets what the defaults do not fit. Not thread-safe; the runtime that it starts is. Every method throws
     * {@link NullPointerException} for null.
     */
    public static final class Builder {
        private Settings settings = Settings.defaults();
        private Clock clock = Clock.systemUTC();
        private IdGenerator ids = IdGenerator.random();
        private final List<Role> roles = new ArrayList<>();
        private final Map<String, AgentConnector> agents = new LinkedHashMap<>();
        private final Map<LimitClass, RateLimit> limits = new LinkedHashMap<>();
        private @Nullable Storage storage;
        private @Nullable PasswordHasher passwordHasher;
        private @Nullable AccessTokens accessTokens;
        private @Nullable RateLimiter rateLimiter;
        private @Nullable PasswordStrength passwordStrength;
        private @Nullable Notifier notifier;
        private @Nullable AlertSink alertSink;
        private @Nullable EventBroker eventBroker;

        private Builder() {}

        public Builder settings(Settings newSettings) {
            settings = Objects.requireNonNull(newSettings);
            return this;
        }

        /** Where the time comes from; the system's clock by default. */
        public Builder clock(Clock newClock) {
            clock = Objects.requireNonNull(newClock);
            return this;
        }

        public Builder ids(IdGenerator newIds) {
            ids = Objects.requireNonNull(newIds);
            return this;
        }

        /** Another role, or another meaning of a built-in one. */
        public Builder role(Role role) {
            roles.add(Objects.requireNonNull(role));
            return this;
        }

        /** An agent that people can choose; the runtime closes it. */
        public Builder agent(String name, AgentConnector connector) {
            if (agents.putIfAbsent(Objects.requireNonNull(name), Objects.requireNonNull(connector)) != null) {
                throw new IllegalArgumentException("There are two agents named '" + name + "'");
            }
            return this;
        }

        /** Replaces the environment's limit of a class of calls. */
        public Builder limit(LimitClass limitClass, RateLimit limit) {
            limits.put(Objects.requireNonNull(limitClass), Objects.requireNonNull(limit));
            return this;
        }

        /** Where everything is kept; started and closed by the runtime. */
        public Builder storage(Storage newStorage) {
            storage = Objects.requireNonNull(newStorage);
            return this;
        }

        public Builder passwordHasher(PasswordHasher newHasher) {
            passwordHasher = Objects.requireNonNull(newHasher);
            return this;
        }

        public Builder accessTokens(AccessTokens newTokens) {
            accessTokens = Objects.requireNonNull(newTokens);
            return this;
        }

        public Builder rateLimiter(RateLimiter newLimiter) {
            rateLimiter = Objects.requireNonNull(newLimiter);
            return this;
        }

        /** How the nodes of a shared storage hear of one another's events; by default the storage's own way. Closed with the runtime. */
        public Builder eventBroker(EventBroker newBroker) {
            eventBroker = Objects.requireNonNull(newBroker);
            return this;
        }

        public Builder passwordStrength(PasswordStrength newStrength) {
            passwordStrength = Objects.requireNonNull(newStrength);
            return this;
        }

        /** How people get links to reset a password; written to the log in development by default. */
        public Builder notifier(Notifier newNotifier) {
            notifier = Objects.requireNonNull(newNotifier);
            return this;
        }

        /** Where alerts go; the log by default. */
        public Builder alerts(AlertSink newSink) {
            alertSink = Objects.requireNonNull(newSink);
            return this;
        }

        /**
         * Builds and starts everything; on failure whatever had been started is closed.
         *
         * @throws dev.chatagent.error.ChatAgentException when a setting is wrong or the storage cannot be used
         */
        public ChatAgentRuntime start() {
            return new ChatAgentRuntime(Assembler.start(parts()));
        }

        /**
         * Reads and restores backups of the storage that would be started, while it is not; empty when that storage keeps
         * nothing. For command lines.
         *
         * @throws dev.chatagent.error.ChatAgentException when a setting is wrong
         */
        public Optional<Archive> archive() {
            return Assembler.archive(parts());
        }

        private Parts parts() {
            return new Parts(
                    settings,
                    clock,
                    ids,
                    List.copyOf(roles),
                    Collections.unmodifiableMap(new LinkedHashMap<>(agents)),
                    Map.copyOf(limits),
                    Optional.ofNullable(storage),
                    Optional.ofNullable(passwordHasher),
                    Optional.ofNullable(accessTokens),
                    Optional.ofNullable(rateLimiter),
                    Optional.ofNullable(passwordStrength),
                    Optional.ofNullable(notifier),
                    Optional.ofNullable(alertSink),
                    Optional.ofNullable(eventBroker));
        }
    }

    /** What the builder was told. */
    record Parts(
            Settings settings,
            Clock clock,
            IdGenerator ids,
            List<Role> roles,
            Map<String, AgentConnector> agents,
            Map<LimitClass, RateLimit> limits,
            Optional<Storage> storage,
            Optional<PasswordHasher> passwordHasher,
            Optional<AccessTokens> accessTokens,
            Optional<RateLimiter> rateLimiter,
            Optional<PasswordStrength> passwordStrength,
            Optional<Notifier> notifier,
            Optional<AlertSink> alertSink,
            Optional<EventBroker> eventBroker) {}
}
