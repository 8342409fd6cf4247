package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ApiKeyRepository;
import dev.chatagent.account.Email;
import dev.chatagent.account.KnownDeviceRepository;
import dev.chatagent.account.LoginFailureRepository;
import dev.chatagent.account.LoginRepository;
import dev.chatagent.account.OneTimeToken;
import dev.chatagent.account.OneTimeTokenRepository;
import dev.chatagent.account.UserRepository;
import dev.chatagent.audit.AuditRepository;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.presence.PresenceRepository;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/**
 * How a database finds rows: what grows is never read or sorted as a whole for a page, a look-up or a clean-up. One clean-up is
 * left out: an index of chats by the time of their last change would cost each message more than it saves once a day.
 */
abstract class QueryPlanContract {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");

    private final SoftAssertions faults = new SoftAssertions();

    abstract Dialect dialect();

    /** Not started. */
    abstract Storage storage();

    abstract String explain();

    /** Makes the planner choose as if tables were large. */
    void prepare(Connection connection) throws Exception {}

    /** Whether a plan reads a table or index from its beginning to its end, or sorts. */
    abstract boolean isSlow(String sql, String plan);

    @Test
    void pages_look_ups_and_clean_ups_go_along_an_index() throws Exception {
        try (Storage storage = storage()) {
            storage.start();
            UserId owner = FilledStorage.fill(storage, 20);
            storage.write(open -> JdbcArchive.unchecked(() -> {
                Connection connection = JdbcUnit.handle(open).getConnection();
                prepare(connection);
                RecordedStatements statements = new RecordedStatements(connection, explain());
                Jdbi jdbi = Jdbi.create(statements.connection());
                jdbi.getConfig(Handles.class).setForceEndTransactions(false); // the storage ends it
                dialect().teach(jdbi);
                try (Handle handle = jdbi.open()) {
                    Checks checks = new Checks(new JdbcUnit(dialect(), handle), statements, owner);
                    checks.accounts();
                    checks.chats();
                }
                return true;
            }));
        }
        faults.assertAll();
    }

    private final class Checks {
        private final UnitOfWork unit;
        private final RecordedStatements statements;
        private final UserId owner;

        Checks(UnitOfWork unit, RecordedStatements statements, UserId owner) {
            this.unit = unit;
            this.statements = statements;
            this.owner = owner;
        }

        private <R> void check(String what, Class<R> repository, Consumer<R> use) {
            statements.take();
            use.accept(unit.get(repository));
            Map<String, String> plans = statements.take();
            faults.assertThat(plans).as(what).isNotEmpty();
            plans.forEach((sql, plan) -> faults.assertThat(isSlow(sql, plan))
                    .as("%s%n%s%n%s", what, sql, plan)
                    .isFalse());
        }

        void accounts() {
            TenantId tenant = TenantId.DEFAULT;
            check("users, first page", UserRepository.class, users -> users.list(tenant, "a", Optional.empty(), 5));
            check(
                    "users, next page",
                    UserRepository.class,
                    users -> users.list(
                            tenant,
                            "",
                            Optional.of(new UserRepository.ListPosition(T, new UserId(new UUID(1, 2)))),
                            5));
            check("user by address", UserRepository.class, users -> users.findByEmail(tenant, new Email("a@b.co")));
            check("user", UserRepository.class, users -> users.credential(owner));
            check("refresh token", LoginRepository.class, logins -> logins.findToken("h"));
            check("refresh token used", LoginRepository.class, logins -> logins.markUsed("h", T));
            check("login", LoginRepository.class, logins -> logins.find(owner, new LoginId(new UUID(1, 2))));
            check("logins revoked", LoginRepository.class, logins -> logins.revokedSince(T));
            check("logins expired", LoginRepository.class, logins -> logins.prune(T));
            check(
                    "one-time token",
                    OneTimeTokenRepository.class,
                    tokens -> tokens.find(OneTimeToken.Purpose.SETUP, "h", T));
            check("one-time tokens expired", OneTimeTokenRepository.class, tokens -> tokens.prune(T));
            check("API key", ApiKeyRepository.class, keys -> keys.findByHash("h"));
            check("API keys revoked", ApiKeyRepository.class, keys -> keys.revokedSince(T));
            check("API keys expired", ApiKeyRepository.class, keys -> keys.prune(T));
            check("login failures", LoginFailureRepository.class, failures -> failures.find("k"));
            check("login failures expired", LoginFailureRepository.class, failures -> failures.prune(T));
            check("device", KnownDeviceRepository.class, devices -> devices.known(owner, "h", T));
            check("devices expired", KnownDeviceRepository.class, devices -> devices.prune(T));
            NodeId node = new NodeId(new UUID(1, 2));
            check("who is here", PresenceRepository.class, rows -> rows.list(tenant, owner));
            check("nodes with connections", PresenceRepository.class, PresenceRepository::nodes);
            check("connections of a node", PresenceRepository.class, rows -> rows.ofNode(node, 5));
            check("connections counted", PresenceRepository.class, rows -> rows.count(node));
            check(
                    "connection gone",
                    PresenceRepository.class,
                    rows -> rows.remove(tenant, owner, new ConnectionId(new UUID(1, 2))));
            check("audit page", AuditRepository.class, audit -> audit.page(tenant, 9, 5));
            check("audit scan", AuditRepository.class, audit -> audit.scan(0, 5));
            check("audit expired", AuditRepository.class, audit -> audit.prune(1));
        }

        void chats() {
            List<ChatSession> first = unit.get(ChatRepository.class).list(owner, Optional.empty(), 5);
            assertThat(first).isNotEmpty();
            ChatId chat = first.get(0).id();
            check("chats, first page", ChatRepository.class, chats -> chats.list(owner, Optional.empty(), 5));
            check(
                    "chats, next page",
                    ChatRepository.class,
                    chats -> chats.list(owner, Optional.of(new ChatRepository.ListPosition(T, chat)), 5));
            check("chat", ChatRepository.class, chats -> chats.find(owner, chat));
            check("messages", ChatRepository.class, chats -> chats.messages(owner, chat, 99, 5));
            check("title", ChatRepository.class, chats -> chats.updateTitle(owner, chat, "t", T));
            check("running", RunRepository.class, RunRepository::allRunning);
            check("running in a chat", RunRepository.class, runs -> runs.active(owner, chat));
            check("run by its key", RunRepository.class, runs -> runs.findByKey(owner, "k"));
            check("events", EventRepository.class, events -> events.read(StreamId.of(chat), 0, 5));
            check("events expired", EventRepository.class, events -> events.prune(T, 5));
            check("chat deleted", ChatRepository.class, chats -> chats.delete(owner, chat));
        }
    }
}
