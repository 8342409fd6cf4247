package dev.chatagent.tests;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.http.RecordingFilter;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Launchers as a developer starts them, but for a hash that costs less and a free port; all that they answer is recorded. */
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
        return start(settings(home));
    }

    static LauncherServer start(Settings settings) throws Exception {
        return start(settings, UnaryOperator.identity());
    }

    static LauncherServer start(Settings settings, UnaryOperator<ChatAgentRuntime.Builder> customiser)
            throws Exception {
        return LauncherServer.start(settings, customiser, new RecordingFilter());
    }

    static LauncherServer start(ChatAgentRuntime runtime) throws Exception {
        return LauncherServer.start(runtime, new RecordingFilter());
    }
}
