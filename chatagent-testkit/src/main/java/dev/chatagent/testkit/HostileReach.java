package dev.chatagent.testkit;

import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.account.Email;
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
import dev.chatagent.chat.SearchWords;
import dev.chatagent.event.EventRepository;
import dev.chatagent.file.FileRepository;
import dev.chatagent.id.TenantId;
import dev.chatagent.presence.PresenceRepository;
import dev.chatagent.storage.NodeRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the repositories of a storage take text, found by their types, and where hostile text has come by. A place is a method
 * and the way from its parameter to the text, e.g. {@code ChatRepository.insert 2.title}. Thread-safe.
 */
final class HostileReach {
    private static final List<Class<?>> REPOSITORIES = List.of(
            ApiKeyRepository.class,
            AuditRepository.class,
            ChatRepository.class,
            EventRepository.class,
            FileRepository.class,
            KnownDeviceRepository.class,
            LoginFailureRepository.class,
            LoginRepository.class,
            MessageSearch.class,
            NodeRepository.class,
            OneTimeTokenRepository.class,
            PresenceRepository.class,
            RunRepository.class,
            SecondFactorRepository.class,
            SigningKeyRepository.class,
            UserRepository.class);

    /** Types that hold a text and refuse what is not of their form, quotes above all. */
    private static final Set<Class<?>> OF_A_FORM = Set.of(Email.class, SearchWords.class, TenantId.class);

    /** A run begins without a failure, which {@code update} stores; a device's secret is stored as a known device, hashed. */
    private static final Set<String> NOT_STORED =
            Set.of("RunRepository.insert 0.run.error.message", "LoginRepository.insert 0.client.deviceToken");

    /** What is left of hostile text in a place that is too short for it. */
    private static final int LEAST = 2;

    private final List<String> texts;
    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    HostileReach(List<String> texts) {
        this.texts = texts;
    }

    /** The repository, its calls being looked at. */
    <R> R watching(Class<R> type, R repository) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object[] values = arguments == null ? new Object[0] : arguments;
                    for (int i = 0; i < values.length; i++) {
                        look(name(method) + " " + i, values[i]);
                    }
                    try {
                        return method.invoke(repository, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private void look(String place, @Nullable Object value) throws ReflectiveOperationException {
        if (value instanceof String text) {
            if (texts.stream()
                    .anyMatch(
                            hostile -> text.contains(hostile) || (text.length() > LEAST && hostile.startsWith(text)))) {
                reached.add(place);
            }
        } else if (value instanceof Collection<?> all) {
            for (Object each : all) {
                look(place, each);
            }
        } else if (value instanceof Optional<?> some) {
            look(place, some.orElse(null));
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                look(place + "." + component.getName(), component.getAccessor().invoke(value));
            }
        }
    }

    /** Places of all repositories that no hostile text has come to. */
    Set<String> missed() {
        Set<String> places = new TreeSet<>();
        for (Class<?> repository : REPOSITORIES) {
            for (Method method : repository.getMethods()) {
                Type[] types = method.getGenericParameterTypes();
                for (int i = 0; i < types.length; i++) {
                    collect(name(method) + " " + i, types[i], places);
                }
            }
        }
        places.removeAll(NOT_STORED);
        places.removeAll(reached);
        return places;
    }

    private static void collect(String place, Type type, Set<String> places) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                collect(place, argument, places);
            }
        } else if (type == String.class) {
            places.add(place);
        } else if (type instanceof Class<?> one && !OF_A_FORM.contains(one)) {
            if (one.isRecord()) {
                for (RecordComponent component : one.getRecordComponents()) {
                    collect(place + "." + component.getName(), component.getGenericType(), places);
                }
            } else if (one.isSealed()) {
                for (Class<?> permitted : one.getPermittedSubclasses()) {
                    collect(place, permitted, places);
                }
            }
        }
    }
}
