package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ApiKey;
import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.KnownDeviceRepository;
import dev.chatagent.account.Login;
import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginFailures;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.account.RefreshToken;
import dev.chatagent.account.SecondFactor;
import dev.chatagent.account.SecondFactorRepository;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.audit.AuditEntry;
import dev.chatagent.audit.AuditRepository;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.SigningKeyRecord;
import dev.chatagent.auth.SigningKeyRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Failure;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.Event;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.file.FileRepository;
import dev.chatagent.file.StoredFile;
import dev.chatagent.id.FileId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Text that has broken databases, in every place where a storage takes text: it comes back as it was, is found by itself alone,
 * and nothing else changes (OWASP: SQL injection).
 */
abstract class HostileTextContract extends SearchRowsContract {
    static List<String> texts() {
        return List.of(
                "' OR '1'='1",
                "'; DROP TABLE users; --",
                "\"; DELETE FROM chat_session; --",
                "') UNION SELECT password_hash FROM users --",
                "x', 'admin', TRUE); --",
                "admin'/*",
                "\\'; SHUTDOWN; --",
                "%' AND 1=1 AND '%'='",
                "_%",
                ":id :name ?1 ? $1 ${x} #{x}",
                "<id> {name}",
                "$$; SELECT pg_sleep(9); $$",
                "E'\\x27' || chr(39)",
                "\u02bc OR 1=1 --",
                "line\r\nbreak\ttab",
                "NULL",
                "0x27; WAITFOR DELAY '0:0:9'",
                "{\"$gt\":\"\"}",
                "\u202eright to left \uD83D\uDE00",
                "it''s '' quoted \"\" twice");
    }

    private static final Map<Class<?>, HostileReach> REACHED = new ConcurrentHashMap<>();
    private static final Map<Class<?>, Set<String>> RAN = new ConcurrentHashMap<>();

    private HostileReach reach() {
        return REACHED.computeIfAbsent(getClass(), type -> new HostileReach(texts()));
    }

    @BeforeEach
    void remember(TestInfo test) {
        RAN.computeIfAbsent(getClass(), type -> ConcurrentHashMap.newKeySet())
                .add(test.getTestMethod().orElseThrow().getName());
    }

    @Override
    <R, T> T write(Class<R> type, Step<R, T> step) {
        return super.write(type, repository -> step.on(reach().watching(type, repository)));
    }

    @Override
    <R, T> T read(Class<R> type, Step<R, T> step) {
        return super.read(type, repository -> step.on(reach().watching(type, repository)));
    }

    /** A new method of a repository fails here until hostile text has come to it. */
    @AfterAll
    static void every_text_that_a_repository_takes_was_hostile(TestInfo test) {
        Class<?> type = test.getTestClass().orElseThrow();
        Set<String> all = Arrays.stream(HostileTextContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
        HostileReach reach = REACHED.remove(type);
        if (reach != null && RAN.getOrDefault(type, Set.of()).containsAll(all)) {
            assertThat(reach.missed()).as("texts that no hostile case reaches").isEmpty();
        }
    }

    /** So much of it as a short column takes. */
    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, text.offsetByCodePoints(0, length / 2));
    }

    private <T> T keep(Class<T> type, java.util.function.Consumer<T> change) {
        write(type, repository -> {
            change.accept(repository);
            return true;
        });
        return read(type, repository -> repository);
    }

    private void assertOthersUnchanged() {
        optional(read(UserRepository.class, users -> users.find(owner))).contains(user(owner, "Owner@Example.org"));
        optional(read(UserRepository.class, users -> users.find(stranger)))
                .contains(user(stranger, "stranger@example.org"));
        flag(read(UserRepository.class, users -> users.anyWithRole("admin"))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_an_account(String text) {
        write(UserRepository.class, users -> users.updateDisplayName(owner, text));
        write(UserRepository.class, users -> users.updatePasswordHash(owner, text));
        assertThat(read(UserRepository.class, users -> users.credential(owner))
                        .orElseThrow()
                        .passwordHash())
                .isEqualTo(text);
        assertThat(read(UserRepository.class, users -> users.find(owner))
                        .orElseThrow()
                        .displayName())
                .isEqualTo(text);
        flag(read(UserRepository.class, users -> users.anyWithRole(text))).isFalse();
        int withRole = read(UserRepository.class, users -> users.countWithRole(TenantId.DEFAULT, text));
        assertThat(withRole).isZero();
        list(read(UserRepository.class, users -> users.list(TenantId.DEFAULT, text, Optional.empty(), 9)))
                .extracting(credential -> credential.user().id())
                .containsExactlyInAnyOrderElementsOf(ODD.contains(text) ? Set.of(owner, stranger) : Set.of(owner));
        email(text).ifPresent(email -> optional(
                        read(UserRepository.class, users -> users.findByEmail(TenantId.DEFAULT, email)))
                .isEmpty());
        write(UserRepository.class, users -> users.updateDisplayName(owner, ODD));
        assertOthersUnchanged();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_a_new_account(String text) {
        UserId id = new UserId(UUID.randomUUID());
        String address = email(text).map(Email::text).orElse("plain@example.org");
        User user = new User(id, address, text, List.of("user"), TenantId.DEFAULT, T);
        flag(write(UserRepository.class, users -> users.insert(user, text))).isTrue();
        optional(read(UserRepository.class, users -> users.find(id))).contains(user);
        flag(write(UserRepository.class, users -> users.updateRoles(TenantId.DEFAULT, id, List.of(text))))
                .isTrue();
        List<String> roles = read(UserRepository.class, users -> users.find(id))
                .orElseThrow()
                .roles();
        assertThat(String.join(",", roles)).isEqualTo(text);
        assertOthersUnchanged();
    }

    private static Optional<Email> email(String text) {
        try {
            return Optional.of(new Email(text.replaceAll("\\s", "") + "@example.org"));
        } catch (IllegalArgumentException | ChatAgentException e) { // it is no address, and never gets here
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_logins_keys_and_tokens(String text) {
        LoginId id = new LoginId(UUID.randomUUID());
        keep(
                LoginRepository.class,
                logins -> logins.insert(new Login(
                        id, owner, TenantId.DEFAULT, new ClientInfo(text, text), T, T, T.plusSeconds(9), null, null)));
        assertThat(read(LoginRepository.class, logins -> logins.find(owner, id))
                        .orElseThrow()
                        .client())
                .isEqualTo(new ClientInfo(text, text));
        optional(read(LoginRepository.class, logins -> logins.findToken(text))).isEmpty();
        ApiKey key = new ApiKey(
                new LoginId(UUID.randomUUID()),
                owner,
                TenantId.DEFAULT,
                text,
                cut(text, 20),
                Set.of(Permission.CHAT),
                T,
                T.plusSeconds(9),
                null,
                null);
        optional(read(ApiKeyRepository.class, keys -> keys.findByHash(text))).isEmpty();
        keep(ApiKeyRepository.class, keys -> keys.insert(key, text));
        list(read(ApiKeyRepository.class, keys -> keys.list(owner))).containsExactly(key);
        optional(read(ApiKeyRepository.class, keys -> keys.findByHash(text))).contains(key);
        optional(write(
                        OneTimeTokenRepository.class,
                        tokens -> tokens.take(OneTimeToken.Purpose.PASSWORD_RESET, text, T)))
                .isEmpty();
        flag(read(KnownDeviceRepository.class, devices -> devices.known(owner, text, T)))
                .isFalse();
        assertOthersUnchanged();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_hashes_of_secrets(String text) {
        LoginId login = new LoginId(UUID.randomUUID());
        ClientInfo client = new ClientInfo("device", "::1");
        keep(
                LoginRepository.class,
                logins -> logins.insert(
                        new Login(login, owner, TenantId.DEFAULT, client, T, T, T.plusSeconds(9), null, null)));
        RefreshToken token = new RefreshToken(text, owner, login, T.plusSeconds(9), null);
        keep(LoginRepository.class, logins -> logins.insertToken(token));
        optional(read(LoginRepository.class, logins -> logins.findToken(text))).contains(token);
        keep(LoginRepository.class, logins -> logins.markUsed(text, T));
        assertThat(read(LoginRepository.class, logins -> logins.findToken(text))
                        .orElseThrow()
                        .usedAt())
                .isEqualTo(T);
        OneTimeToken link = new OneTimeToken(OneTimeToken.Purpose.PASSWORD_RESET, text, owner, null, T.plusSeconds(9));
        keep(OneTimeTokenRepository.class, tokens -> tokens.insert(link));
        optional(read(OneTimeTokenRepository.class, tokens -> tokens.find(link.purpose(), text, T)))
                .contains(link);
        keep(KnownDeviceRepository.class, devices -> devices.insert(owner, text, T.plusSeconds(9)));
        flag(read(KnownDeviceRepository.class, devices -> devices.known(owner, text, T)))
                .isTrue();
        keep(SecondFactorRepository.class, factors -> factors.putRecoveryCodes(owner, List.of(text, "other")));
        flag(write(SecondFactorRepository.class, factors -> factors.takeRecoveryCode(owner, text)))
                .isTrue();
        count(read(SecondFactorRepository.class, factors -> factors.recoveryCodes(owner)))
                .isEqualTo(1);
        assertOthersUnchanged();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_what_is_sealed_and_counted(String text) {
        keep(SecondFactorRepository.class, factors -> factors.put(owner, new SecondFactor(text, true, 7)));
        optional(read(SecondFactorRepository.class, factors -> factors.find(owner)))
                .contains(new SecondFactor(text, true, 7));
        optional(read(SecondFactorRepository.class, factors -> factors.find(stranger)))
                .isEmpty();
        flag(write(SecondFactorRepository.class, factors -> factors.takeRecoveryCode(owner, text)))
                .isFalse();
        LoginFailures counted = new LoginFailures(text, 3, T, T);
        keep(LoginFailureRepository.class, failures -> failures.put(counted));
        optional(read(LoginFailureRepository.class, failures -> failures.find(text)))
                .contains(counted);
        optional(read(LoginFailureRepository.class, failures -> failures.find("other")))
                .isEmpty();
        keep(LoginFailureRepository.class, failures -> failures.delete(text));
        optional(read(LoginFailureRepository.class, failures -> failures.find(text)))
                .isEmpty();
        SigningKeyRecord key = new SigningKeyRecord(text, cut(text, 20), text, T, T.plusSeconds(9));
        keep(SigningKeyRepository.class, keys -> keys.insert(key));
        list(read(SigningKeyRepository.class, SigningKeyRepository::all)).containsExactly(key);
        keep(SigningKeyRepository.class, keys -> keys.retireOthers(text, T));
        assertOthersUnchanged();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_the_audit_log(String text) {
        AuditEntry entry = new AuditEntry(1, T, text, TenantId.DEFAULT, owner, null, text, text, text);
        keep(AuditRepository.class, entries -> entries.append(entry));
        optional(read(AuditRepository.class, AuditRepository::last)).contains(entry);
        list(read(AuditRepository.class, entries -> entries.page(TenantId.DEFAULT, 9, 9)))
                .containsExactly(entry);
        assertOthersUnchanged();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_chats_messages_and_runs(String text) {
        keep(
                ChatRepository.class,
                chats -> chats.insert(owner, TenantId.DEFAULT, new ChatSession(chat, text, text, T, T, 0)));
        flag(write(ChatRepository.class, chats -> chats.updateTitle(owner, chat, text + text, T)))
                .isTrue();
        Message message = append(text);
        optional(read(ChatRepository.class, chats -> chats.message(owner, message.id())))
                .contains(message);
        ChatSession stored =
                read(ChatRepository.class, chats -> chats.find(owner, chat)).orElseThrow();
        assertThat(stored.title()).isEqualTo(text + text);
        assertThat(stored.agent()).isEqualTo(text);
        Failure failure = new Failure(ErrorCode.INTERNAL, text);
        Message failed = new Message(
                message.id(),
                message.seq(),
                null,
                message.role(),
                List.of(new Part.Text(text + text)),
                MessageStatus.FAILED,
                T,
                null,
                failure);
        flag(write(ChatRepository.class, chats -> chats.update(owner, failed))).isTrue();
        optional(read(ChatRepository.class, chats -> chats.message(owner, message.id())))
                .contains(failed);
        Run run = new Run(new RunId(UUID.randomUUID()), message.id(), RunStatus.RUNNING, T, null, null, null);
        RunRecord record = new RunRecord(owner, run, NODE, 1, 0, text);
        keep(RunRepository.class, runs -> runs.insert(record));
        optional(read(RunRepository.class, runs -> runs.findByKey(owner, text))).contains(record);
        Run ended = new Run(run.id(), run.messageId(), RunStatus.FAILED, T, T, null, failure);
        flag(write(RunRepository.class, runs -> runs.update(owner, ended))).isTrue();
        assertThat(read(RunRepository.class, runs -> runs.find(owner, run.id()))
                        .orElseThrow()
                        .run())
                .isEqualTo(ended);
        optional(read(RunRepository.class, runs -> runs.findByKey(stranger, text)))
                .isEmpty();
        assertOthersUnchanged();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_files(String text) {
        newChat(chat, T);
        FileId id = new FileId(UUID.randomUUID());
        StoredFile file = new StoredFile(id, chat, text, text, 1, text, null, T);
        keep(FileRepository.class, files -> files.insert(owner, TenantId.DEFAULT, file, text));
        optional(read(FileRepository.class, files -> files.findByKey(owner, text)))
                .contains(new FileRepository.Keyed(file, false));
        optional(read(FileRepository.class, files -> files.findByKey(stranger, text)))
                .isEmpty();
        Message message = append(text);
        Message carrying = new Message(
                message.id(),
                message.seq(),
                null,
                message.role(),
                List.of(new Part.File(id, text, text, 1)),
                message.status(),
                T,
                null,
                null);
        flag(write(ChatRepository.class, chats -> chats.update(owner, carrying)))
                .isTrue();
        optional(read(ChatRepository.class, chats -> chats.message(owner, message.id())))
                .contains(carrying);
        NewMessage next = new NewMessage(
                null, MessageRole.USER, List.of(new Part.File(id, text, text, 1)), MessageStatus.COMPLETE, T, null);
        Message appended = write(ChatRepository.class, chats -> chats.append(owner, chat, next));
        optional(read(ChatRepository.class, chats -> chats.message(owner, appended.id())))
                .contains(appended);
        assertOthersUnchanged();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void in_events_and_searches(String text) {
        StreamId stream = StreamId.of(chat);
        List<Event> appended =
                write(EventRepository.class, events -> events.append(List.of(new EventDraft(stream, text, T, text))));
        list(read(EventRepository.class, events -> events.read(stream, 0, 9))).isEqualTo(appended);
        newChat(chat, T);
        Message message = append("before " + text + " after");
        try {
            SearchWords words = SearchWords.parse(text);
            list(read(MessageSearch.class, all -> all.search(owner, words, Optional.empty(), 9)))
                    .extracting(hit -> hit.message().id())
                    .containsExactly(message.id());
            list(read(MessageSearch.class, all -> all.search(stranger, words, Optional.empty(), 9)))
                    .isEmpty();
        } catch (ChatAgentException e) { // without a word in it, a search is refused ahead of the storage
            assertThat(text).isEqualTo("_%");
        }
        assertOthersUnchanged();
    }
}
