package dev.chatagent.tests;

import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;

/** Launchers as a developer starts them, but for a hash that costs less and a free port. */
final class Launchers {
    private Launchers() {}

    static Settings settings(Path home) {
        return Settings.defaults()
                .with(Settings.HOME, home.toString())
                .with(Settings.ENVIRONMENT, "development")
                .with(Settings.PASSWORD_COST, 4)
                .with(Settings.PORT, 0);
    }

    static LauncherServer start(Path home) throws Exception {
        return LauncherServer.start(settings(home));
    }
}
