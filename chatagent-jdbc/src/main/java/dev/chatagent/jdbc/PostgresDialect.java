package dev.chatagent.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.event.EventBroker;
import dev.chatagent.event.EventRepository;
import dev.chatagent.limit.SharedRateLimiter;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Types;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Arguments;
import org.jdbi.v3.core.argument.NullArgument;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, which many nodes share. A transaction that writes begins with one lock for all of them, so that what a unit has
 * read is still true when it writes: the services need no lock of their own, on no kind of database. Each also leaves its number
 * in a row of its storage; who gets no answer to a commit looks there, and knows.
 */
final class PostgresDialect implements Dialect {
    static final String LOCK = "SELECT pg_advisory_xact_lock(" + 0x63686174_61676e74L + ")";

    /** What passes: no connection (08), the server goes down or comes up, lost races, no lock in time, too many clients. */
    private static final Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "40001", "40P01", "55P03", "53300");

    /** A stuck node must not hold up the others for ever; commits are durable even where the role's default is that they are not. */
    private static final String SESSION = "SELECT set_config('idle_in_transaction_session_timeout', '20s', false),"
            + " set_config('lock_timeout', '15s', false), set_config('statement_timeout', '60s', false),"
            + " set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
            + " ELSE current_setting('synchronous_commit') END, false)";

    private static final Map<Class<?>, Function<Handle, Object>> REPOSITORIES = Map.of(
            ChatRepository.class, PostgresChats::new,
            EventRepository.class, PostgresEvents::new,
            MessageSearch.class, PostgresMessageSearch::new);

    /** Sees everybody's rows even where another node has row-level security on: nodes may be changed one by one. */
    static final String PAST_WALL = "SELECT set_config('chatagent.owner', 'system', false)";

    private static final String BEHIND_WALL = "SELECT set_config('chatagent.owner', '', false)";

    private final PostgresUrl url;
    private final boolean walled;
    private final PostgresProbe probe;
    private final WriteMark mark = new WriteMark(UUID.randomUUID(), LOCK, WriteMark.PUT, WriteMark.YESTERDAY);

    PostgresDialect(PostgresUrl url) {
        this(url, false);
    }

    private PostgresDialect(PostgresUrl url, boolean walled) {
        this.url = url;
        this.walled = walled;
        this.probe = new PostgresProbe(url);
    }

    @Override
    public String kind() {
        return "PostgreSQL";
    }

    @Override
    public String name() {
        return "PostgreSQL at " + url.place();
    }

    @Override
    public void prepare() {
        probe.prepare();
    }

    @Override
    public HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new PatientDataSource(url, this::passes));
        config.setConnectionInitSql(SESSION + "; " + (walled ? BEHIND_WALL : PAST_WALL));
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return config;
    }

    @Override
    public String migrations() {
        return "postgres";
    }

    /** Unlike H2, the server takes no null of one type for a column of another. */
    @Override
    public void teach(Jdbi jdbi) {
        jdbi.getConfig(Arguments.class).setUntypedNullArgument(new NullArgument(Types.OTHER));
        jdbi.registerArgument(new UuidArguments());
        if (walled) {
            WallStatements.install(jdbi);
        }
    }

    @Override
    public Map<Class<?>, Function<Handle, Object>> repositories() {
        return REPOSITORIES;
    }

    @Override
    public boolean walled() {
        return walled;
    }

    @Override
    public Dialect behindWall() {
        return new PostgresDialect(url, true);
    }

    @Override
    public void opened(Jdbi jdbi) {
        jdbi.useTransaction(
                TransactionIsolationLevel.READ_COMMITTED, handle -> RowSecurity.arrange(handle, walled, url.place()));
        PostgresMessageSearch.catchUp(jdbi);
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public <T> Optional<T> service(Class<T> type, Supplier<@Nullable DataSource> pool) {
        if (type == SharedRateLimiter.class) {
            return Optional.of(type.cast(new PostgresRateLimiter(pool)));
        }
        return type == EventBroker.class ? Optional.of(type.cast(new PostgresBroker(url))) : Optional.empty();
    }

    @Override
    public WriteMark mark() {
        return mark;
    }

    @Override
    public boolean passes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState().startsWith("08") || PASSING.contains(sql.getSQLState());
            }
        }
        return false;
    }
}
