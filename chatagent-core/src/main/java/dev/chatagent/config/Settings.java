package dev.chatagent.config;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set, and what was. Immutable and thread-safe. A value set in code beats one from the environment,
 * which beats the default of the {@link Environment}.
 */
public final class Settings {
    /** Data directory: database, secrets, backups. */
    public static final Setting<String> HOME =
            Setting.text("CHATAGENT_HOME", "chatagent-data", "Data directory: database, secrets, backups.");

    /** Environment, empty to detect it. */
    public static final Setting<String> ENVIRONMENT = Setting.text(
            "CHATAGENT_ENV",
            "",
            "development, production or test. Detected from container, bind address and database.");

    /** Address the launcher binds. */
    public static final Setting<String> HOST = Setting.text("CHATAGENT_HOST", "127.0.0.1", "Address to listen on.");

    /** Port the launcher binds. */
    public static final Setting<Integer> PORT =
            Setting.number("CHATAGENT_PORT", 8080, 0, 65_535, "Port to listen on; 0 takes a free one.");

    /** Public origin, e.g. {@code https://chat.example.org}; empty when unknown. */
    public static final Setting<String> PUBLIC_URL = Setting.text(
            "CHATAGENT_PUBLIC_URL", "", "Origin under which people reach the server, e.g. https://chat.example.org.");

    /** Proxies whose forwarding headers are believed. */
    public static final Setting<String> TRUSTED_PROXIES = Setting.text(
            "CHATAGENT_TRUSTED_PROXIES",
            "",
            "Proxies whose X-Forwarded-For, -Proto and -Host are believed: addresses and networks such as 10.0.0.0/8, loopback,"
                    + " private. Of everybody else these headers are not read.");

    /** What happens to requests without TLS. */
    public static final Setting<HttpsPolicy> HTTPS = Setting.choice(
            "CHATAGENT_HTTPS",
            HttpsPolicy.class,
            HttpsPolicy.AUTO,
            "Whether requests without TLS are refused; auto: when the public URL is https and trusted proxies are set.");

    /** Pages of which other origins may call. */
    public static final Setting<String> CORS_ORIGINS = Setting.text(
            "CHATAGENT_CORS_ORIGINS",
            e -> e == Environment.DEVELOPMENT ? "loopback" : "",
            "Other origins whose pages may call (CORS), e.g. https://app.example.org; loopback for any port of this machine, * for"
                    + " all, none for none.");

    /** Whether those pages may use the session cookie. */
    public static final Setting<Boolean> CORS_CREDENTIALS = Setting.flag(
            "CHATAGENT_CORS_CREDENTIALS",
            e -> false,
            "Whether pages of the origins that may call may use the session cookie too; never for all.");

    /** Whether requests are logged. */
    public static final Setting<Boolean> ACCESS_LOG = Setting.flag(
            "CHATAGENT_ACCESS_LOG",
            e -> e == Environment.PRODUCTION,
            "One line a request to the logger dev.chatagent.access: method, route, status, duration, request id, address, user.");

    /** Database URL; empty for the embedded database. */
    public static final Setting<String> DATABASE_URL = Setting.secretText(
            "CHATAGENT_DATABASE_URL",
            "Database: postgres://user:password@host:5432/database, or a JDBC URL of PostgreSQL, SQLite or H2. Without it"
                    + " DATABASE_URL, then PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE and PGSSLROOTCERT, then"
                    + " an H2 file in the data directory.");

    /** Which storage to use. */
    public static final Setting<String> STORAGE = Setting.text(
            "CHATAGENT_STORAGE",
            "",
            "h2, managed-postgres (a private PostgreSQL from the programs installed here) or memory; empty: h2, and memory in the"
                    + " test environment.");

    /** Where nodes meet instead of in the database. */
    public static final Setting<String> REDIS_URL = Setting.secretText(
            "CHATAGENT_REDIS_URL",
            "redis://user:password@host:6379/0, or rediss: for TLS, with chatagent-redis on the class path: nodes tell one another of"
                    + " events, and count sensitive calls together, there instead of in the database. Everything is still stored"
                    + " in the database.");

    /** From when on a statement is logged as slow. */
    public static final Setting<Duration> DATABASE_SLOW = Setting.duration(
            "CHATAGENT_DATABASE_SLOW",
            Duration.ofMillis(500),
            "Statements and commits that take longer are logged, without their values; 0s: none.");

    /** Whether PostgreSQL itself keeps people's rows apart. */
    public static final Setting<Boolean> DATABASE_ROW_SECURITY = Setting.flag(
            "CHATAGENT_DATABASE_ROW_SECURITY",
            e -> false,
            "Row-level security of PostgreSQL as a second wall between people; the role that connects must not be a"
                    + " superuser, and every server of one database needs the same.");

    /** Master secret; empty to generate one. */
    public static final Setting<String> SECRET = Setting.secretText(
            "CHATAGENT_SECRET",
            "Master secret of at least 32 characters, the same on every server of one database. Without it one is generated"
                    + " and kept in the data directory.");

    /** How access tokens are signed. */
    public static final Setting<TokenAlgorithm> TOKEN_ALGORITHM = Setting.choice(
            "CHATAGENT_TOKEN_ALGORITHM",
            TokenAlgorithm.class,
            TokenAlgorithm.HS256,
            "How access tokens are signed; with es256 others can verify them with /.well-known/jwks.json.");

    /** How old a signing key gets. */
    public static final Setting<Duration> KEY_ROTATION = Setting.duration(
            "CHATAGENT_KEY_ROTATION", Duration.ofDays(30), "Age at which the key that signs tokens is replaced.");

    /** Lifetime of an access token. */
    public static final Setting<Duration> ACCESS_TOKEN_LIFETIME =
            Setting.duration("CHATAGENT_ACCESS_TOKEN_LIFETIME", Duration.ofMinutes(15), "Lifetime of an access token.");

    /** Lifetime of a refresh token, counted anew at each use. */
    public static final Setting<Duration> REFRESH_TOKEN_LIFETIME = Setting.duration(
            "CHATAGENT_REFRESH_TOKEN_LIFETIME",
            Duration.ofDays(7),
            "Lifetime of a refresh token, counted anew at each use.");

    /** How long a used refresh token still gives a valid pair, for parallel tabs. */
    public static final Setting<Duration> REFRESH_GRACE = Setting.duration(
            "CHATAGENT_REFRESH_GRACE",
            Duration.ofSeconds(30),
            "How long a refresh token that was used still gives a valid pair, for parallel tabs.");

    /** Least code points of a password. */
    public static final Setting<Integer> PASSWORD_MIN_LENGTH = Setting.number(
            "CHATAGENT_PASSWORD_MIN_LENGTH", 15, 8, 128, "Least number of characters (code points) of a password.");

    /** Least code points of a password where a second factor protects the account too. */
    public static final Setting<Integer> PASSWORD_MIN_LENGTH_SECOND_FACTOR = Setting.number(
            "CHATAGENT_PASSWORD_MIN_LENGTH_SECOND_FACTOR",
            8,
            8,
            128,
            "Least number of characters of a password where the account has a second factor.");

    /** How passwords are hashed. */
    public static final Setting<PasswordHash> PASSWORD_HASH = Setting.choice(
            "CHATAGENT_PASSWORD_HASH",
            PasswordHash.class,
            PasswordHash.BCRYPT,
            "How new passwords are hashed; argon2id needs org.bouncycastle:bcprov-jdk18on on the class path.");

    /** Cost of password hashing. */
    public static final Setting<Integer> PASSWORD_COST = Setting.number(
            "CHATAGENT_PASSWORD_COST",
            e -> e == Environment.TEST ? 4 : 12,
            4,
            18,
            "bcrypt cost: each step doubles the time of a login; 4 in the test environment.");

    /** Whether anybody may register. */
    public static final Setting<Boolean> REGISTRATION =
            Setting.flag("CHATAGENT_REGISTRATION", e -> true, "Whether people may register by themselves.");

    /** Lifetime of the set-up link for the first administrator. */
    public static final Setting<Duration> SETUP_LINK_LIFETIME = Setting.duration(
            "CHATAGENT_SETUP_LINK_LIFETIME",
            Duration.ofMinutes(30),
            "How long the printed set-up link for the first administrator works.");

    /** Which host names belong to which tenants. */
    public static final Setting<String> TENANTS = Setting.text(
            "CHATAGENT_TENANTS",
            "",
            "Tenants by host name, e.g. a.example.org=a,b.example.org=b; all other hosts are the tenant 'default'.");

    /** Where mail goes out; empty to write links to the log. */
    public static final Setting<String> SMTP_URL = Setting.secretText(
            "CHATAGENT_SMTP_URL",
            "Mail server, smtp://user:password@host:587 (STARTTLS) or smtps://…:465. Without it links are written to the log,"
                    + " in development only.");

    /** Sender of mail. */
    public static final Setting<String> MAIL_FROM =
            Setting.text("CHATAGENT_MAIL_FROM", "chatagent@localhost", "Sender address of mail.");

    /** Whether limits are enforced. */
    public static final Setting<Boolean> LIMITS = Setting.flag(
            "CHATAGENT_LIMITS", e -> true, "Rate limits; off is for load tests and works only when bound to loopback.");

    /** How calls are counted. */
    public static final Setting<Limiter> LIMITER = Setting.choice(
            "CHATAGENT_LIMITER",
            Limiter.class,
            Limiter.GCRA,
            "How calls are counted: gcra, or resilience4j, which lets up to twice the burst through where two of its periods meet.");

    /** Limits other than the environment's. */
    public static final Setting<String> RATES = Setting.text(
            "CHATAGENT_RATES",
            "",
            "Limits other than the environment's, by class: send=60/m burst 20, search=off. Classes: address, credentials, refresh,"
                    + " read, write, send, upload, search, command, tenant.");

    /** How long a call may be held back rather than refused. */
    public static final Setting<Duration> LIMIT_WAIT = Setting.duration(
            "CHATAGENT_LIMIT_WAIT",
            Duration.ofMillis(250),
            "How long a call of somebody who is logged in is held back, rather than refused, when it comes too early.");

    /** How many connections for events a user may hold. */
    public static final Setting<Integer> CONNECTIONS_PER_USER = Setting.number(
            "CHATAGENT_CONNECTIONS_PER_USER",
            10,
            1,
            10_000,
            "How many WebSockets and event streams one user may hold at once.");

    /** How long a request may take to arrive. */
    public static final Setting<Duration> REQUEST_TIMEOUT = Setting.duration(
            "CHATAGENT_REQUEST_TIMEOUT",
            Duration.ofSeconds(20),
            "Longest time that a request may take to arrive: the body anywhere, the head in the launcher. Who is slower is dropped.");

    /** Largest file. */
    public static final Setting<Long> UPLOAD_MAX =
            Setting.bytes("CHATAGENT_UPLOAD_MAX", 10L << 20, 1L << 30, "Largest file that may be uploaded.");

    /** Which files are taken. */
    public static final Setting<String> UPLOAD_TYPES = Setting.text(
            "CHATAGENT_UPLOAD_TYPES",
            "image/png, image/jpeg, image/gif, image/webp, application/pdf, text/plain, text/markdown, text/csv, application/json",
            "Media types of files that may be uploaded; application/zip and image/svg+xml can be added. A file must be what it is"
                    + " declared to be.");

    /** How many files come with a message. */
    public static final Setting<Integer> UPLOAD_PER_MESSAGE =
            Setting.number("CHATAGENT_UPLOAD_PER_MESSAGE", 10, 1, 100, "How many files one message may have.");

    /** How many files a chat has. */
    public static final Setting<Integer> UPLOAD_PER_CHAT =
            Setting.number("CHATAGENT_UPLOAD_PER_CHAT", 100, 1, 10_000, "How many files one chat may have.");

    /** How much room somebody's files take. */
    public static final Setting<Long> UPLOAD_PER_USER = Setting.bytes(
            "CHATAGENT_UPLOAD_PER_USER",
            200L << 20,
            1L << 50,
            "How much room the files of one user may take together.");

    /** How long a file may take to arrive. */
    public static final Setting<Duration> UPLOAD_TIMEOUT = Setting.duration(
            "CHATAGENT_UPLOAD_TIMEOUT",
            Duration.ofMinutes(2),
            "Longest time that a file may take to arrive. Who is slower is dropped.");

    /** Time between two signs of life on a connection. */
    public static final Setting<Duration> HEARTBEAT = Setting.duration(
            "CHATAGENT_HEARTBEAT",
            Duration.ofSeconds(25),
            "Time between two signs of life on a connection; a dead WebSocket is closed after 1.4 times that.");

    /** Whether people see who is here. */
    public static final Setting<Boolean> PRESENCE = Setting.flag(
            "CHATAGENT_PRESENCE",
            e -> true,
            "Whether people see their own open connections, and are told as they come and go.");

    /** What a second message does while an answer is being written. */
    public static final Setting<RunConflict> RUN_CONFLICT = Setting.choice(
            "CHATAGENT_RUN_CONFLICT",
            RunConflict.class,
            RunConflict.REJECT,
            "A message sent while an answer is being written: refused, or stops that answer first.");

    /** Longest a run may take. */
    public static final Setting<Duration> RUN_TIMEOUT =
            Setting.duration("CHATAGENT_RUN_TIMEOUT", Duration.ofMinutes(30), "Longest time one answer may take.");

    /** How long events stay readable. */
    public static final Setting<Duration> EVENT_RETENTION = Setting.duration(
            "CHATAGENT_EVENT_RETENTION",
            Duration.ofDays(7),
            "How long events can be resumed from; messages themselves stay.");

    /** How long chats are kept. */
    public static final Setting<Duration> CHAT_RETENTION = Setting.duration(
            "CHATAGENT_CHAT_RETENTION",
            Duration.ZERO,
            "Chats in which nothing was written for so long are deleted; 0s: never.");

    /** How long audit rows are kept. */
    public static final Setting<Duration> AUDIT_RETENTION = Setting.duration(
            "CHATAGENT_AUDIT_RETENTION", Duration.ZERO, "Rows of the audit log that are older are deleted; 0s: never.");

    /** Time from one backup to the next. */
    public static final Setting<Duration> BACKUP_INTERVAL = Setting.duration(
            "CHATAGENT_BACKUP_INTERVAL",
            Duration.ofDays(1),
            "Time from one backup to the next; 0s: only when asked for. Of several servers of one database, one is enough.");

    /** How many backups are kept. */
    public static final Setting<Integer> BACKUP_KEEP = Setting.number(
            "CHATAGENT_BACKUP_KEEP",
            7,
            1,
            10_000,
            "How many backups are kept; the oldest are deleted after a new one.");

    /** Where backups are; empty for the data directory. */
    public static final Setting<String> BACKUP_DIRECTORY = Setting.text(
            "CHATAGENT_BACKUP_DIRECTORY",
            "",
            "Directory of the backups; empty: backups in the data directory. Another disk is better.");

    /** What locks backups; empty to write them in the clear. */
    public static final Setting<String> BACKUP_PASSPHRASE = Setting.secretText(
            "CHATAGENT_BACKUP_PASSPHRASE",
            "Encrypts backups, at least 12 characters. Without it they are written in the clear, for their owner alone.");

    /** Whether a damaged embedded database is replaced by the newest backup. */
    public static final Setting<Boolean> RECOVER = Setting.flag(
            "CHATAGENT_RECOVER",
            e -> e == Environment.DEVELOPMENT,
            "Whether a start that finds the embedded database damaged moves it aside and restores the newest backup.");

    /** Default agent; empty for the only real one, else echo. */
    public static final Setting<String> AGENT =
            Setting.text("CHATAGENT_AGENT", "", "Agent of new chats; empty: the configured one, else echo.");

    /** Wait between two words of the echo agent. */
    public static final Setting<Duration> ECHO_DELAY = Setting.duration(
            "CHATAGENT_ECHO_DELAY", Duration.ofMillis(40), "Wait between two words of the echo agent.");

    /** Base URL of an OpenAI-compatible server. */
    public static final Setting<String> OPENAI_BASE_URL = Setting.text(
            "CHATAGENT_OPENAI_BASE_URL",
            "",
            "OpenAI-compatible server, e.g. https://api.openai.com/v1; switches it on.");

    /** Key for the OpenAI-compatible server. */
    public static final Setting<String> OPENAI_API_KEY =
            Setting.secretText("CHATAGENT_OPENAI_API_KEY", "Key for the OpenAI-compatible server.");

    /** Model to ask for. */
    public static final Setting<String> OPENAI_MODEL =
            Setting.text("CHATAGENT_OPENAI_MODEL", "gpt-4o-mini", "Model to ask the OpenAI-compatible server for.");

    /** Longest silence of the OpenAI-compatible server. */
    public static final Setting<Duration> OPENAI_TIMEOUT = Setting.duration(
            "CHATAGENT_OPENAI_TIMEOUT",
            Duration.ofSeconds(60),
            "Longest silence of the OpenAI-compatible server before a run fails.");

    private static final List<Setting<?>> ALL = List.of(
            HOME,
            ENVIRONMENT,
            HOST,
            PORT,
            PUBLIC_URL,
            TRUSTED_PROXIES,
            HTTPS,
            CORS_ORIGINS,
            CORS_CREDENTIALS,
            ACCESS_LOG,
            DATABASE_URL,
            STORAGE,
            REDIS_URL,
            DATABASE_SLOW,
            DATABASE_ROW_SECURITY,
            SECRET,
            TOKEN_ALGORITHM,
            KEY_ROTATION,
            ACCESS_TOKEN_LIFETIME,
            REFRESH_TOKEN_LIFETIME,
            REFRESH_GRACE,
            PASSWORD_MIN_LENGTH,
            PASSWORD_MIN_LENGTH_SECOND_FACTOR,
            PASSWORD_HASH,
            PASSWORD_COST,
            REGISTRATION,
            SETUP_LINK_LIFETIME,
            TENANTS,
            SMTP_URL,
            MAIL_FROM,
            LIMITS,
            LIMITER,
            RATES,
            LIMIT_WAIT,
            CONNECTIONS_PER_USER,
            REQUEST_TIMEOUT,
            UPLOAD_MAX,
            UPLOAD_TYPES,
            UPLOAD_PER_MESSAGE,
            UPLOAD_PER_CHAT,
            UPLOAD_PER_USER,
            UPLOAD_TIMEOUT,
            HEARTBEAT,
            PRESENCE,
            RUN_CONFLICT,
            RUN_TIMEOUT,
            EVENT_RETENTION,
            CHAT_RETENTION,
            AUDIT_RETENTION,
            BACKUP_INTERVAL,
            BACKUP_KEEP,
            BACKUP_DIRECTORY,
            BACKUP_PASSPHRASE,
            RECOVER,
            AGENT,
            ECHO_DELAY,
            OPENAI_BASE_URL,
            OPENAI_API_KEY,
            OPENAI_MODEL,
            OPENAI_TIMEOUT);

    private final Map<Setting<?>, Object> values;

    private Settings(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** Every setting there is, in the order of the reference. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** Nothing set: the defaults alone, whatever the environment variables say. */
    public static Settings defaults() {
        return new Settings(Map.of());
    }

    /**
     * What the process's environment variables say.
     *
     * @throws ChatAgentException naming the variable, when a value cannot be read or a CHATAGENT_ variable is unknown
     */
    public static Settings fromEnvironment() {
        return from(System.getenv());
    }

    /** As {@link #fromEnvironment()}, with the variables given. Empty values count as not set. */
    public static Settings from(Map<String, String> variables) {
        Map<Setting<?>, Object> values = new LinkedHashMap<>();
        for (Setting<?> setting : ALL) {
            String text = variables.get(setting.variable());
            if (text != null && !text.isBlank()) {
                values.put(setting, setting.parse(text));
            }
        }
        if (!values.containsKey(DATABASE_URL)) {
            Optional.ofNullable(variables.get("DATABASE_URL"))
                    .map(String::strip)
                    .filter(url -> !url.isEmpty())
                    .or(() -> LibpqVariables.url(variables))
                    .ifPresent(url -> values.put(DATABASE_URL, url));
        }
        refuseUnknown(variables);
        return new Settings(values);
    }

    /** These settings with one more set. */
    public <T> Settings with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> copy = new LinkedHashMap<>(values);
        copy.put(setting, value);
        return new Settings(copy);
    }

    /** The value: what was set, else the environment's default. */
    public <T> T get(Setting<T> setting, Environment environment) {
        return set(setting).orElseGet(() -> setting.defaults().apply(environment));
    }

    /** What was set explicitly, if anything. */
    @SuppressWarnings("unchecked") // with() and from() put only a setting's own type
    public <T> Optional<T> set(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    private static void refuseUnknown(Map<String, String> variables) {
        for (String name : variables.keySet()) {
            if (name.startsWith("CHATAGENT_")
                    && ALL.stream().noneMatch(setting -> setting.variable().equals(name))) {
                throw new ChatAgentException(
                        ErrorCode.INVALID_REQUEST,
                        "Unknown environment variable " + name
                                + ". Check its spelling against the configuration reference.");
            }
        }
    }
}
