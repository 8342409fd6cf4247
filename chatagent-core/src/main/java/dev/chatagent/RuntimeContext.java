package dev.chatagent;

import dev.chatagent.auth.SecretBox;
import dev.chatagent.auth.SecretStore;
import dev.chatagent.config.Environment;
import dev.chatagent.config.HomeDirectory;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import java.time.Clock;
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
}
