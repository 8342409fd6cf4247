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
import dev.chatagent.storage.NodeRepository;
import dev.chatagent.storage.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

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
            Map.entry(NodeRepository.class, JdbcNodes::new),
            Map.entry(EventRepository.class, JdbcEvents::new));

    private final Dialect dialect;
    private final Map<Class<?>, Function<Handle, Object>> own;
    private final Handle handle;
    private final List<Runnable> afterCommit;

    /** A unit that only reads: its actions are dropped. */
    JdbcUnit(Dialect dialect, Handle handle) {
        this(dialect, handle, new ArrayList<>());
    }

    JdbcUnit(Dialect dialect, Handle handle, List<Runnable> afterCommit) {
        this.dialect = dialect;
        this.own = dialect.repositories();
        this.handle = handle;
        this.afterCommit = afterCommit;
    }

    /** For what works on whole tables. */
    static Handle handle(UnitOfWork unit) {
        return ((JdbcUnit) unit).handle;
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
        return repository.cast(factory.apply(handle));
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }
}
