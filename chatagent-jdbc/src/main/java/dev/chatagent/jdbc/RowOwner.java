package dev.chatagent.jdbc;

import dev.chatagent.account.ApiKey;
import dev.chatagent.account.Login;
import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.RefreshToken;
import dev.chatagent.account.User;
import dev.chatagent.auth.SigningKeyRepository;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.event.EventRepository;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.presence.PresenceRecord;
import dev.chatagent.storage.NodeRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Whose rows a call of a repository is about, told by its arguments. Nobody's is the answer where nobody has decided: then the
 * call is refused. Thread-safe.
 */
final class RowOwner {
    /** Repositories whose tables have no owner. */
    static final Set<Class<?>> UNOWNED = Set.of(
            EventRepository.class, LoginFailureRepository.class, NodeRepository.class, SigningKeyRepository.class);

    /** What is about everybody's rows: clean-ups, what other nodes have to learn, and what is found by a secret. */
    private static final Set<String> ABOUT_ALL = Set.of(
            "ApiKeyRepository.findByHash",
            "ApiKeyRepository.prune",
            "ApiKeyRepository.revokedSince",
            "AuditRepository.append",
            "AuditRepository.last",
            "AuditRepository.lastBefore",
            "AuditRepository.prune",
            "AuditRepository.scan",
            "ChatRepository.changedBefore",
            "FileRepository.prune",
            "KnownDeviceRepository.prune",
            "LoginRepository.findToken",
            "LoginRepository.markUsed",
            "LoginRepository.prune",
            "LoginRepository.revokedSince",
            "OneTimeTokenRepository.clear",
            "OneTimeTokenRepository.find",
            "OneTimeTokenRepository.prune",
            "OneTimeTokenRepository.take",
            "PresenceRepository.count",
            "PresenceRepository.nodes",
            "PresenceRepository.ofNode",
            "RunRepository.allRunning",
            "UserRepository.anyWithRole");

    /** Arguments that name an owner, the surest first. A new account looks whether its tenant has one of its address. */
    private static final Map<Class<?>, Function<Object, String>> NAMED_BY = Map.of(
            UserId.class, Object::toString,
            TenantId.class, tenant -> Wall.tenant(((TenantId) tenant).value()),
            User.class, user -> Wall.tenant(((User) user).tenant().value()),
            Login.class, login -> ((Login) login).user().toString(),
            RefreshToken.class, token -> ((RefreshToken) token).user().toString(),
            ApiKey.class, key -> ((ApiKey) key).user().toString(),
            OneTimeToken.class, token -> ofToken((OneTimeToken) token),
            PresenceRecord.class, row -> ((PresenceRecord) row).user().toString(),
            RunRecord.class, run -> ((RunRecord) run).owner().toString());

    private static final Map<Method, Function<Object[], String>> KNOWN = new ConcurrentHashMap<>();

    private RowOwner() {}

    /** Links that make the first administrator belong to nobody yet. */
    private static String ofToken(OneTimeToken token) {
        UserId user = token.user();
        return user == null ? Wall.SYSTEM : user.toString();
    }

    /** The repository, each of whose calls opens the wall for the owner that it names. */
    static <R> R guarded(Class<R> type, R real, Wall wall) {
        if (UNOWNED.contains(type)) {
            return real;
        }
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object[] values = arguments == null ? new Object[0] : arguments;
                    wall.open(KNOWN.computeIfAbsent(method, RowOwner::finder).apply(values));
                    try {
                        return method.invoke(real, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Says from a call's arguments whose rows it is about: a user before a tenant, whoever comes first. */
    static Function<Object[], String> finder(Method method) {
        Class<?>[] types = method.getParameterTypes();
        int at = -1;
        for (int i = types.length - 1; i >= 0; i--) {
            if (NAMED_BY.containsKey(types[i]) && (at < 0 || types[i] != TenantId.class)) {
                at = i;
            }
        }
        if (at >= 0) {
            int found = at;
            Function<Object, String> name = Objects.requireNonNull(NAMED_BY.get(types[found]));
            return arguments -> name.apply(arguments[found]);
        }
        if (ABOUT_ALL.contains(method.getDeclaringClass().getSimpleName() + "." + method.getName())) {
            return arguments -> Wall.SYSTEM;
        }
        throw new IllegalStateException("Nobody has decided whose rows " + method + " is about");
    }
}
