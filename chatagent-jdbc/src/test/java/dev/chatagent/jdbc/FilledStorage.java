package dev.chatagent.jdbc;

import dev.chatagent.account.ApiKey;
import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.account.ClientInfo;
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
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.file.FileRepository;
import dev.chatagent.file.StoredFile;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A storage with rows in every table, odd ones among them. */
final class FilledStorage {
    static final Instant T = Instant.parse("2026-01-02T03:04:05.678901Z");
    static final String ODD = "'; DROP TABLE users; -- \" \\ % _ ü 😀 \u202E line\nbreak\ttab \u007f \u2028";

    private FilledStorage() {}

    /** Fills it; answers whose rows they are. */
    static UserId fill(Storage storage, int messages) {
        UserId owner = new UserId(UUID.randomUUID());
        ChatId gone = new ChatId(UUID.randomUUID());
        ChatId chat = new ChatId(UUID.randomUUID());
        storage.write(unit -> {
            account(unit, owner);
            tokens(unit, owner);
            ChatRepository chats = unit.get(ChatRepository.class);
            chats.insert(owner, TenantId.DEFAULT, session(chat));
            chats.insert(owner, TenantId.DEFAULT, session(gone));
            append(chats, owner, gone, "of a chat that goes");
            for (int i = 0; i < messages; i++) {
                append(chats, owner, chat, i + " " + ODD);
            }
            append(chats, owner, chat, incompressible(200_000));
            Message last = append(chats, owner, chat, "x".repeat(100_000) + ODD);
            run(unit, owner, last.id());
            events(unit, owner, chat, messages);
            files(unit, owner, chat, last.id());
            chats.delete(owner, gone);
            audit(unit, owner);
            return true;
        });
        return owner;
    }

    private static String incompressible(int length) {
        return new Random(7)
                .ints(length, 'A', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static ChatSession session(ChatId id) {
        return new ChatSession(id, ODD, "echo", T, T, 0);
    }

    static Message append(ChatRepository chats, UserId owner, ChatId chat, String text) {
        return chats.append(
                owner,
                chat,
                new NewMessage(null, MessageRole.USER, List.of(new Part.Text(text)), MessageStatus.COMPLETE, T, null));
    }

    private static void account(UnitOfWork unit, UserId owner) {
        UserRepository users = unit.get(UserRepository.class);
        String email = owner + "@example.org";
        users.insert(new User(owner, email, ODD, List.of("user", "admin"), TenantId.DEFAULT, T), "hash");
        users.markEmailVerified(owner);
        UserId other = new UserId(UUID.randomUUID());
        users.insert(new User(other, other + "@example.org", "", List.of("user"), new TenantId("b"), T), "hash");
        users.updateBanned(new TenantId("b"), other, true);
        SecondFactorRepository factors = unit.get(SecondFactorRepository.class);
        factors.put(owner, new SecondFactor("sealed", true, 7));
        factors.putRecoveryCodes(owner, List.of("one", "two", "three"));
        unit.get(KnownDeviceRepository.class).insert(owner, "device of " + owner, T);
        unit.get(LoginFailureRepository.class).put(new LoginFailures("key of " + owner, 3, T, T));
    }

    private static void tokens(UnitOfWork unit, UserId owner) {
        LoginRepository logins = unit.get(LoginRepository.class);
        LoginId login = new LoginId(UUID.randomUUID());
        logins.insert(new Login(
                login, owner, TenantId.DEFAULT, new ClientInfo(ODD, "::1", TenantId.DEFAULT, null), T, T, T, null));
        logins.insertToken(new RefreshToken("token of " + owner, owner, login, T, null));
        unit.get(OneTimeTokenRepository.class)
                .insert(new OneTimeToken(OneTimeToken.Purpose.WS_TICKET, "ticket of " + owner, owner, login, T));
        unit.get(ApiKeyRepository.class)
                .insert(
                        new ApiKey(
                                new LoginId(UUID.randomUUID()),
                                owner,
                                TenantId.DEFAULT,
                                ODD,
                                "hint",
                                Set.of(Permission.CHAT),
                                T,
                                T,
                                null,
                                T),
                        "key of " + owner);
        unit.get(SigningKeyRepository.class)
                .insert(new SigningKeyRecord("k" + owner, "HS256", "sealed", T, T.plusSeconds(9)));
    }

    private static void run(UnitOfWork unit, UserId owner, MessageId message) {
        Run run = new Run(new RunId(UUID.randomUUID()), message, RunStatus.RUNNING, T, null, null, null);
        unit.get(RunRepository.class)
                .insert(new RunRecord(owner, run, new NodeId(UUID.randomUUID()), 1, 0, "key of " + owner));
    }

    private static void files(UnitOfWork unit, UserId owner, ChatId chat, MessageId message) {
        FileRepository files = unit.get(FileRepository.class);
        for (int i = 0; i < 20; i++) {
            byte[] piece = new byte[i * 13_000];
            new Random(i).nextBytes(piece);
            FileId id = new FileId(UUID.randomUUID());
            files.insert(
                    owner,
                    TenantId.DEFAULT,
                    new StoredFile(id, chat, ODD, "text/plain", piece.length, "hash", null, T),
                    i == 0 ? "key of " + owner : null);
            files.append(owner, id, 0, piece);
            files.append(owner, id, 1, new byte[] {0, -1, 127, -128});
            if (i > 0) {
                files.complete(owner, id);
                files.attach(owner, id, message);
            }
        }
    }

    private static void events(UnitOfWork unit, UserId owner, ChatId chat, int count) {
        EventRepository events = unit.get(EventRepository.class);
        for (int i = 0; i < count; i++) {
            events.append(List.of(
                    new EventDraft(StreamId.of(chat), "message.delta", T, "{\"text\":\"" + i + "\"}"),
                    new EventDraft(StreamId.of(owner), "session.updated", T, "{}")));
        }
    }

    private static void audit(UnitOfWork unit, UserId owner) {
        AuditRepository audit = unit.get(AuditRepository.class);
        long no = audit.last().map(AuditEntry::no).orElse(0L) + 1;
        audit.append(new AuditEntry(no, T, "user_created", TenantId.DEFAULT, null, owner, "::1", "{}", "hash"));
    }
}
