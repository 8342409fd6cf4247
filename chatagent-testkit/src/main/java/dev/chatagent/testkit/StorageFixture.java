package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Login;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Part;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractBooleanAssert;
import org.assertj.core.api.AbstractIntegerAssert;
import org.assertj.core.api.AbstractLongAssert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.OptionalAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An open storage with two people in it, and short ways to its repositories. */
abstract class StorageFixture {
    static final Instant T = Instant.parse("2026-01-02T03:04:05.678Z");

    static final String ODD = "'; DROP TABLE users; -- \" \\ % _ ü 😀 \u202E line\nbreak";

    static final NodeId NODE = new NodeId(UUID.randomUUID());

    private @Nullable Storage opened;
    final UserId owner = new UserId(UUID.randomUUID());
    final UserId stranger = new UserId(UUID.randomUUID());
    final ChatId chat = new ChatId(UUID.randomUUID());

    /** An empty storage, not started. */
    protected abstract Storage create() throws Exception;

    Storage storage() {
        if (opened == null) {
            throw new IllegalStateException("not open");
        }
        return opened;
    }

    @BeforeEach
    void open() throws Exception {
        Storage storage = create();
        storage.start();
        opened = storage;
        write(UserRepository.class, users -> users.insert(user(owner, "Owner@Example.org"), "hash"));
        write(UserRepository.class, users -> users.insert(user(stranger, "stranger@example.org"), "hash"));
    }

    /**
     * What becomes of a case's storage after it; it is closed. A backend where opening one takes long may keep it for the next case,
     * which must find it empty.
     */
    protected void release(Storage storage) throws Exception {
        storage.close();
    }

    @AfterEach
    void close() throws Exception {
        release(storage());
    }

    interface Step<R, T> {
        T on(R repository);
    }

    <R, T> T write(Class<R> type, Step<R, T> step) {
        return storage().write(unit -> step.on(unit.get(type)));
    }

    <R, T> T read(Class<R> type, Step<R, T> step) {
        return storage().read(unit -> step.on(unit.get(type)));
    }

    static User user(UserId id, String email) {
        return new User(id, email, ODD, List.of("user"), TenantId.DEFAULT, T);
    }

    ChatSession newChat(ChatId id, Instant updated) {
        ChatSession session = new ChatSession(id, ODD, "echo", T, updated, 0);
        return write(ChatRepository.class, chats -> {
            chats.insert(owner, TenantId.DEFAULT, session);
            return session;
        });
    }

    Message append(String text) {
        NewMessage draft =
                new NewMessage(null, MessageRole.USER, List.of(new Part.Text(text)), MessageStatus.COMPLETE, T, null);
        return write(ChatRepository.class, chats -> chats.append(owner, chat, draft));
    }

    static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                calls.add(work);
            }
            for (Future<T> future : pool.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    // AssertJ's assertThat cannot tell a generic result from a predicate; these can.
    static <T> OptionalAssert<T> optional(Optional<T> actual) {
        return assertThat(actual);
    }

    static <T> ListAssert<T> list(List<T> actual) {
        return assertThat(actual);
    }

    static AbstractBooleanAssert<?> flag(boolean actual) {
        return assertThat(actual);
    }

    static AbstractLongAssert<?> place(long actual) {
        return assertThat(actual);
    }

    static AbstractIntegerAssert<?> count(int actual) {
        return assertThat(actual);
    }

    List<Event> appendEvents(StreamId stream, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(new EventDraft(stream, "message.delta", T.plusSeconds(i), "{\"i\":" + i + "}"));
        }
        return write(EventRepository.class, events -> events.append(drafts));
    }

    LoginId loginOf(LoginRepository logins, LoginId id) {
        logins.insert(new Login(id, owner, TenantId.DEFAULT, new ClientInfo("d", "a"), T, T, T.plusSeconds(60), null));
        return id;
    }
}
