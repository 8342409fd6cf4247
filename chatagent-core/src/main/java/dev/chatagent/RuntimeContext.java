package dev.chatagent;

import dev.chatagent.auth.SecretBox;
import dev.chatagent.auth.SecretStore;
import dev.chatagent.backup.BackupDirectory;
import dev.chatagent.config.Environment;
import dev.chatagent.config.HomeDirectory;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Passphrase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What a module may use to build its parts. The executors belong to the runtime and are closed by it.
 *
 * @param box seals what must not stand in the database in clear
 * @param executor for work that may block
 * @param scheduler for timers whose work does not block
 */
public record RuntimeContext(
        Settings settings,
        Environment environment,
        HomeDirectory home,
        SecretStore secrets,
        SecretBox box,
        Clock clock,
        Executor executor,
        ScheduledExecutorService scheduler) {

    /** The value of a setting in this environment. */
    public <T> T get(Setting<T> setting) {
        return settings.get(setting, environment);
    }

    /** Where backups are kept; nothing is created. */
    public BackupDirectory backupDirectory() {
        String set = get(Settings.BACKUP_DIRECTORY);
        return new BackupDirectory(set.isBlank() ? Path.of(get(Settings.HOME)).resolve("backups") : Path.of(set));
    }

    /**
     * What locks backups, if anything does.
     *
     * @throws ChatAgentException when it is too short
     */
    public Optional<Passphrase> backupPassphrase() {
        try {
            return Optional.of(get(Settings.BACKUP_PASSPHRASE))
                    .filter(text -> !text.isBlank())
                    .map(Passphrase::new);
        } catch (IllegalArgumentException e) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST, Settings.BACKUP_PASSPHRASE.variable() + ": " + e.getMessage() + ".", e);
        }
    }
}
