package dev.chatagent.account;

import dev.chatagent.audit.Audit;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.PasswordStrength;
import dev.chatagent.auth.Roles;
import dev.chatagent.auth.SecretBox;
import dev.chatagent.config.Environment;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.storage.Storage;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** What the account services share. Wired by the runtime. */
public record AccountParts(
        Storage storage,
        AccessTokens accessTokens,
        PasswordHasher hasher,
        PasswordStrength strength,
        Notifier notifier,
        Audit audit,
        SecretBox box,
        Roles roles,
        Clock clock,
        IdGenerator ids,
        Executor executor,
        ThreadFactory hashThreads,
        Settings settings,
        Environment environment) {

    <T> T get(Setting<T> setting) {
        return settings.get(setting, environment);
    }
}
