package dev.chatagent.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.TokenPair;
import dev.chatagent.account.UserRepository;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.TenantId;
import dev.chatagent.storage.memory.InMemoryStorage;
import dev.chatagent.testkit.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthModuleTest {
    private static final Email EMAIL = new Email("ada@example.org");
    private static final String PASSWORD = "a password of many words";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");

    private final TestClock clock = TestClock.create();
    private final InMemoryStorage storage = InMemoryStorage.create();

    private ChatAgentRuntime start(Settings settings) {
        return ChatAgentRuntime.builder()
                .settings(settings)
                .clock(clock)
                .storage(storage)
                .start();
    }

    private static Settings test() {
        return Settings.defaults()
                .with(Settings.ENVIRONMENT, "test")
                .with(Settings.SECRET, "a master secret that both runtimes know");
    }

    private String storedHash() {
        return storage.read(unit -> unit.get(UserRepository.class)
                .findByEmail(TenantId.DEFAULT, EMAIL)
                .orElseThrow()
                .passwordHash());
    }

    @Test
    void runtime_uses_jwt_and_bcrypt_by_itself() {
        try (ChatAgentRuntime runtime = start(test())) {
            TokenPair pair = runtime.accounts().register(new Registration(EMAIL, PASSWORD, ""), CLIENT);
            assertThat(JWT.decode(pair.accessToken()).getType()).isEqualTo("at+jwt");
            assertThat(storedHash()).startsWith("v1$$2a$04$");
            Principal principal = runtime.authenticator().authenticate(pair.accessToken());
            assertThat(principal.user()).isEqualTo(pair.user().id());
            assertThat(principal.permissions()).contains(Permission.CHAT);
            clock.advance(Duration.ofMinutes(15));
            assertThatThrownBy(() -> runtime.authenticator().authenticate(pair.accessToken()))
                    .isInstanceOf(ChatAgentException.class);
        }
    }

    @Test
    void hash_is_made_anew_at_the_login_after_the_cost_changed() {
        try (ChatAgentRuntime runtime = start(test())) {
            runtime.accounts().register(new Registration(EMAIL, PASSWORD, ""), CLIENT);
        }
        try (ChatAgentRuntime runtime = start(test().with(Settings.PASSWORD_COST, 5))) {
            runtime.accounts().login(EMAIL, PASSWORD, CLIENT);
            assertThat(storedHash()).startsWith("v1$$2a$05$");
            runtime.accounts().login(EMAIL, PASSWORD, CLIENT);
        }
    }

    @Test
    void tokens_of_one_home_work_after_a_restart_and_the_key_is_private(@TempDir Path home) throws Exception {
        Settings settings = Settings.defaults()
                .with(Settings.ENVIRONMENT, "development")
                .with(Settings.PASSWORD_COST, 4)
                .with(Settings.HOME, home.resolve("data").toString());
        String token;
        try (ChatAgentRuntime runtime = start(settings)) {
            token = runtime.accounts()
                    .register(new Registration(EMAIL, PASSWORD, ""), CLIENT)
                    .accessToken();
        }
        Path key = home.resolve("data/secrets/master");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        try (ChatAgentRuntime runtime = start(settings)) {
            assertThat(runtime.authenticator().authenticate(token)).isNotNull();
        }
        Files.writeString(key, "");
        assertThatThrownBy(() -> start(settings)).hasMessageContaining("master");
    }
}
