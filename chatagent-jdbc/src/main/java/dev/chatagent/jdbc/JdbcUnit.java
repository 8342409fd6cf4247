package dev.chatagent.jdbc;

import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.account.KnownDeviceRepository;
import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.account.SecondFactorRepository;
import dev.chatagent.account.UserRepository;
import dev.chatagent.audit.AuditRepository;
import dev.chatagent.auth.SigningKeyRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.event.EventRepository;
import dev.chatagent.file.FileRepository;
import dev.chatagent.presence.PresenceRepository;
import dev.chatagent.storage.NodeRepository;
import dev.chatagent.storage.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A unit of work on one connection. */
final class JdbcUnit implements UnitOfWork {
    private static final Map<Class<?>, Function<Handle, Object>> REPOSITORIES = Map.ofEntries(
            Map.entry(UserRepository.class, JdbcUsers::new),
            Map.entry(LoginRepository.class, JdbcLogins::new),
            Map.entry(OneTimeTokenRepository.class, JdbcOneTimeTokens::new),
            Map.entry(ApiKeyRepository.class, JdbcApiKeys::new),
            Map.entry(SecondFactorRepository.class, JdbcSecondFactors::new),
            Map.entry(LoginFailureRepository.class, JdbcLoginFailures::new),
            Map.entry(KnownDeviceRepository.class, JdbcKnownDevices::new),
            Map.entry(SigningKeyRepository.class, JdbcSigningKeys::new),
            Map.entry(AuditRepository.class, JdbcAudit::new),
            Map.entry(ChatRepository.class, JdbcChats::new),
            Map.entry(MessageSearch.class, JdbcMessageSearch::new),
            Map.entry(RunRepository.class, JdbcRuns::new),
            Map.entry(FileRepository.class, JdbcFiles::new),
            Map.entry(PresenceRepository.class, JdbcPresence::new),
            Map.entry(NodeRepository.class, JdbcNodes::new),
            Map.entry(EventRepository.class, JdbcEvents::new));

    private final Dialect dialect;
    private final Map<Class<?>, Function<Handle, Object>> own;
    private final Handle handle;
    private final List<Runnable> afterCommit;
    private final @Nullable Wall wall;

    /** A unit that only reads: its actions are dropped. */
    JdbcUnit(Dialect dialect, Handle handle) {
        this(dialect, handle, new ArrayList<>());
    }

    JdbcUnit(Dialect dialect, Handle handle, List<Runnable> afterCommit) {
        this.dialect = dialect;
        this.own = dialect.repositories();
        this.handle = handle;
        this.afterCommit = afterCommit;
        this.wall = dialect.walled() ? Wall.around(handle) : null;
    }

    /** For what works on whole tables, everybody's rows. */
    static Handle handle(UnitOfWork unit) {
        Wall wall = ((JdbcUnit) unit).wall;
        if (wall != null) {
            wall.open(Wall.SYSTEM);
        }
        return bare(unit);
    }

    /** With the rows of whom the last call of a repository named. */
    static Handle bare(UnitOfWork unit) {
        return ((JdbcUnit) unit).handle;
    }

    /** What a unit can be asked for. */
    static Set<Class<?>> repositories() {
        return REPOSITORIES.keySet();
    }

    static Dialect dialect(UnitOfWork unit) {
        return ((JdbcUnit) unit).dialect;
    }

    @Override
    public <R> R get(Class<R> repository) {
        Function<Handle, Object> factory = own.getOrDefault(repository, REPOSITORIES.get(repository));
        if (factory == null) {
            throw new IllegalArgumentException("The SQL storage has no " + repository.getName());
        }
        R real = repository.cast(factory.apply(handle));
        return wall == null ? real : RowOwner.guarded(repository, real, wall);
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }
}
