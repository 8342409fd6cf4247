package dev.chatagent.storage.memory;

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
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.presence.PresenceRepository;
import dev.chatagent.storage.NodeRepository;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import dev.chatagent.storage.memory.Table.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Storage that is gone with the process: one lock, sorted maps, and an undo list for units that fail. Thread-safe. */
public final class InMemoryStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(InMemoryStorage.class);

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Undo undo = new Undo();
    private final Map<Class<?>, Object> repositories;

    private InMemoryStorage() {
        InMemoryUsers users = new InMemoryUsers(undo);
        InMemoryChats chats = new InMemoryChats(undo);
        this.repositories = Map.ofEntries(
                Map.entry(UserRepository.class, users),
                Map.entry(LoginRepository.class, new InMemoryLogins(undo)),
                Map.entry(OneTimeTokenRepository.class, new InMemoryOneTimeTokens(undo)),
                Map.entry(ApiKeyRepository.class, new InMemoryApiKeys(undo)),
                Map.entry(SecondFactorRepository.class, new InMemorySecondFactors(undo)),
                Map.entry(LoginFailureRepository.class, new InMemoryLoginFailures(undo)),
                Map.entry(KnownDeviceRepository.class, new InMemoryKnownDevices(undo)),
                Map.entry(SigningKeyRepository.class, new InMemorySigningKeys(undo)),
                Map.entry(AuditRepository.class, new InMemoryAudit(undo)),
                Map.entry(ChatRepository.class, chats),
                Map.entry(MessageSearch.class, new InMemoryMessageSearch(chats)),
                Map.entry(RunRepository.class, chats.runs()),
                Map.entry(FileRepository.class, chats.files()),
                Map.entry(PresenceRepository.class, new InMemoryPresence(undo, users)),
                Map.entry(NodeRepository.class, new InMemoryNodes(undo)),
                Map.entry(EventRepository.class, new InMemoryEvents(undo)));
    }

    /** An empty storage. */
    public static InMemoryStorage create() {
        return new InMemoryStorage();
    }

    @Override
    public void start() {}

    @Override
    public <T> T read(Work<T> work) {
        lock.readLock().lock();
        try {
            return work.run(new Unit(new ArrayList<>()));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        if (lock.getReadHoldCount() > 0 || lock.isWriteLockedByCurrentThread()) {
            throw new IllegalStateException("A unit of work cannot write through another one");
        }
        List<Runnable> afterCommit = new ArrayList<>();
        lock.writeLock().lock();
        try {
            T result = work.run(new Unit(afterCommit));
            undo.forget();
            afterCommit.forEach(InMemoryStorage::runAlone);
            return result;
        } finally {
            undo.rollBack();
            lock.writeLock().unlock();
        }
    }

    /** The unit is stored, whatever its actions do. */
    private static void runAlone(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("An after-commit action threw", e);
        }
    }

    @Override
    public String component() {
        return "database";
    }

    @Override
    public ComponentHealth check() {
        return ComponentHealth.up("in memory");
    }

    @Override
    public void close() {}

    private final class Unit implements UnitOfWork {
        private final List<Runnable> afterCommit;

        Unit(List<Runnable> afterCommit) {
            this.afterCommit = afterCommit;
        }

        @Override
        public <R> R get(Class<R> repository) {
            Object found = repositories.get(repository);
            if (found == null) {
                throw new IllegalArgumentException("The in-memory storage has no " + repository.getName());
            }
            return repository.cast(found);
        }

        @Override
        public void afterCommit(Runnable action) {
            afterCommit.add(action);
        }
    }
}
