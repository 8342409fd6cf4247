package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.account.User;
import dev.chatagent.account.UserRepository;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Progress;
import dev.chatagent.storage.Storage;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Statements that forget whose rows they are about, run where the storage runs its own. */
@Timeout(120)
class RowSecurityTest {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");

    /** Tables whose rows belong to nobody, or, as events do, to whoever their stream's chat belongs to. */
    private static final List<String> WITHOUT_OWNER = List.of(
            "chatagent_schema_history",
            "event",
            "ended_login",
            "event_stream",
            "login_failure",
            "node",
            "rate_limit",
            "signing_key",
            "write_mark");

    @TempDir
    Path directory;

    private final PostgresFixture server = PostgresFixture.get();
    private final String database = "walled_" + UUID.randomUUID().toString().replace("-", "");

    private String url() throws Exception {
        return server.asOrdinaryRole(server.url(database));
    }

    private JdbcStorage walled() throws Exception {
        JdbcStorage storage = JdbcStorage.at(url()).behindRowSecurity();
        storage.start();
        return storage;
    }

    private static UserId person(Storage storage, String tenant) {
        UserId id = new UserId(UUID.randomUUID());
        User user = new User(id, id + "@example.org", "A", List.of("user"), new TenantId(tenant), T);
        storage.write(unit -> unit.get(UserRepository.class).insert(user, "hash"));
        return id;
    }

    private static ChatId chat(Storage storage, UserId owner) {
        ChatId id = new ChatId(UUID.randomUUID());
        storage.write(unit -> {
            ChatRepository chats = unit.get(ChatRepository.class);
            chats.insert(owner, TenantId.DEFAULT, new ChatSession(id, "of " + owner, "echo", T, T, 0));
            return FilledStorage.append(chats, owner, id, "text of " + owner);
        });
        return id;
    }

    /** Runs the statement on the unit's own connection, with the wall as the call of a repository before it has left it. */
    private static int changed(Storage storage, UserId caller, String sql) {
        return storage.write(unit -> {
            unit.get(ChatRepository.class).list(caller, Optional.empty(), 1);
            return JdbcUnit.bare(unit).createUpdate(sql).execute();
        });
    }

    private static List<String> seen(Storage storage, UserId caller, String sql) {
        return storage.read(unit -> {
            unit.get(ChatRepository.class).list(caller, Optional.empty(), 1);
            Handle handle = JdbcUnit.bare(unit);
            List<String> raw = Plain.list(handle, sql, row -> row.getString(1));
            assertThat(handle.createQuery(sql).mapTo(String.class).list()).isEqualTo(raw);
            return raw;
        });
    }

    @Test
    void a_statement_without_an_owner_finds_the_callers_rows_alone() throws Exception {
        try (JdbcStorage storage = walled()) {
            UserId ada = person(storage, "default");
            UserId eve = person(storage, "default");
            ChatId adas = chat(storage, ada);
            chat(storage, eve);
            assertThat(seen(storage, ada, "SELECT id FROM chat_session")).containsExactly(adas.toString());
            assertThat(seen(storage, ada, "SELECT parts FROM chat_message"))
                    .singleElement()
                    .asString()
                    .contains("text of " + ada);
            assertThat(seen(storage, eve, "SELECT id FROM users")).containsExactly(eve.toString());
        }
    }

    @Test
    void nobody_is_seen_before_a_repository_has_named_somebody() throws Exception {
        try (JdbcStorage storage = walled()) {
            chat(storage, person(storage, "default"));
            List<String> seen = storage.read(
                    unit -> Plain.list(JdbcUnit.bare(unit), "SELECT id FROM chat_session", row -> row.getString(1)));
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void a_change_without_an_owner_reaches_the_callers_rows_alone() throws Exception {
        try (JdbcStorage storage = walled()) {
            UserId ada = person(storage, "default");
            UserId eve = person(storage, "default");
            ChatId adas = chat(storage, ada);
            chat(storage, eve);
            assertThat(changed(storage, eve, "UPDATE chat_message SET parts = '[]'"))
                    .isEqualTo(1);
            assertThat(changed(storage, eve, "DELETE FROM chat_message")).isEqualTo(1);
            assertThat(changed(storage, eve, "DELETE FROM chat_session")).isEqualTo(1);
            assertThatThrownBy(() -> changed(
                            storage,
                            eve,
                            "INSERT INTO chat_session (id, owner, tenant, title, agent, created_at, updated_at, message_count)"
                                    + " SELECT gen_random_uuid(), id, tenant, '', '', 0, 0, 0 FROM (SELECT '" + ada
                                    + "'::uuid AS id, 'default' AS tenant) someone"))
                    .isInstanceOf(ChatAgentException.class);
            List<String> left = storage.read(unit -> unit.get(ChatRepository.class).messages(ada, adas, 99, 9).stream()
                    .map(message -> message.text())
                    .toList());
            assertThat(left).containsExactly("text of " + ada);
        }
    }

    @Test
    void what_one_unit_of_a_shared_commit_may_see_the_next_may_not() throws Exception {
        try (JdbcStorage storage = walled()) {
            UserId ada = person(storage, "default");
            chat(storage, ada);
            storage.write(unit -> unit.get(ChatRepository.class).list(ada, Optional.empty(), 1));
            List<String> seen = storage.write(
                    unit -> Plain.list(JdbcUnit.bare(unit), "SELECT id FROM chat_session", row -> row.getString(1)));
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void an_administrator_sees_the_accounts_of_their_tenant_alone() throws Exception {
        try (JdbcStorage storage = walled()) {
            UserId ours = person(storage, "ours");
            person(storage, "theirs");
            List<String> seen = storage.read(unit -> {
                unit.get(UserRepository.class).list(new TenantId("ours"), "", Optional.empty(), 9);
                return Plain.list(JdbcUnit.bare(unit), "SELECT id FROM users", row -> row.getString(1));
            });
            assertThat(seen).containsExactly(ours.toString());
        }
    }

    @Test
    void every_table_with_an_owner_is_walled() throws Exception {
        walled().close();
        List<String> open = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("SELECT relname FROM pg_class WHERE relkind = 'r' AND"
                        + " relnamespace = 'public'::regnamespace AND NOT (relrowsecurity AND relforcerowsecurity)")) {
            while (tables.next()) {
                open.add(tables.getString(1));
            }
        }
        assertThat(open).containsExactlyInAnyOrderElementsOf(WITHOUT_OWNER);
    }

    @Test
    void somebody_has_decided_whose_rows_each_call_of_a_repository_is_about() {
        List<Method> methods = JdbcUnit.repositories().stream()
                .filter(type -> !RowOwner.UNOWNED.contains(type))
                .flatMap(type -> List.of(type.getMethods()).stream())
                .toList();
        assertThat(methods).hasSizeGreaterThan(60).allSatisfy(method -> assertThat(RowOwner.finder(method))
                .isNotNull());
    }

    @Test
    void a_whole_runtime_works_behind_the_wall() throws Exception {
        Settings settings = Settings.defaults()
                .with(Settings.HOME, directory.toString())
                .with(Settings.ENVIRONMENT, "test")
                .with(Settings.DATABASE_ROW_SECURITY, true)
                .with(Settings.DATABASE_URL, url());
        ClientInfo client = new ClientInfo("test", "127.0.0.1");
        String password = "four words that differ";
        try (ChatAgentRuntime runtime =
                ChatAgentRuntime.builder().settings(settings).start()) {
            Email address = new Email("ada@example.org");
            runtime.accounts().register(new Registration(address, password, "Ada"), client);
            TokenPair pair = runtime.accounts().login(address, password, client);
            TokenPair next = runtime.accounts().refresh(pair.refreshToken());
            Principal ada = runtime.authenticator().authenticate(next.accessToken());
            ChatSession chat = runtime.chats().create(ada, Optional.empty(), Optional.empty());
            runtime.chats().send(ada, chat.id(), new Draft("hello wall", Optional.empty(), Optional.empty()));
            assertThat(runtime.chats()
                            .messages(ada, chat.id(), Optional.empty(), 9)
                            .items())
                    .isNotEmpty();
            assertThat(runtime.search()
                            .search(ada, SearchWords.parse("wall"), Optional.empty(), 9)
                            .items())
                    .isNotEmpty();
            runtime.accountDeletion().delete(ada, password);
            assertThat(count("SELECT count(*) FROM users")).isZero();
            assertThat(count("SELECT count(*) FROM chat_message")).isZero();
        }
    }

    private int count(String sql) throws Exception {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }

    @Test
    void a_superuser_is_refused_because_nothing_holds_it_back() {
        try (JdbcStorage storage = JdbcStorage.at(server.newDatabase()).behindRowSecurity()) {
            assertThatThrownBy(storage::start)
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("superuser")
                    .hasMessageContaining("CHATAGENT_DATABASE_ROW_SECURITY");
        }
    }

    @Test
    void an_embedded_database_has_no_such_wall_and_says_so() {
        JdbcStorage embedded = JdbcStorage.h2(directory.resolve("database"));
        assertThatThrownBy(embedded::behindRowSecurity)
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_DATABASE_ROW_SECURITY is for PostgreSQL");
    }

    @Test
    void a_node_that_was_not_changed_yet_still_sees_everything() throws Exception {
        try (JdbcStorage before = JdbcStorage.at(url())) {
            before.start();
            UserId ada = person(before, "default");
            ChatId adas = chat(before, ada);
            try (JdbcStorage storage = walled()) {
                for (Supplier<Storage> node : List.<Supplier<Storage>>of(() -> before, () -> storage)) {
                    Optional<ChatSession> found = node.get()
                            .read(unit -> unit.get(ChatRepository.class).find(ada, adas));
                    assertThat(found).isPresent();
                }
            }
        }
    }

    @Test
    void without_the_setting_the_wall_comes_down_again() throws Exception {
        walled().close();
        try (JdbcStorage storage = JdbcStorage.at(url())) {
            storage.start();
            assertThat(count("SELECT count(*) FROM pg_policies")).isZero();
        }
    }

    @Test
    void a_backup_behind_the_wall_has_everybodys_rows_and_is_restored_there() throws Exception {
        Path file = directory.resolve("backup");
        try (JdbcStorage storage = walled()) {
            FilledStorage.fill(storage, 20);
            storage.archive().orElseThrow().write(file, T, Optional.empty(), Progress.NONE);
        }
        JdbcStorage other =
                JdbcStorage.at(server.asOrdinaryRole(server.newDatabase())).behindRowSecurity();
        assertThat(other.archive()
                        .orElseThrow()
                        .restore(file, Optional.empty(), false, Progress.NONE)
                        .rows())
                .isGreaterThan(40);
    }
}
