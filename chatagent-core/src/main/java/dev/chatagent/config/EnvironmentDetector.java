package dev.chatagent.config;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Decides the {@link Environment}: what is set, else production as soon as strangers might reach the server. */
public final class EnvironmentDetector {
    private EnvironmentDetector() {}

    /** What was detected and why. */
    public record Detected(Environment environment, String reason) {}

    /** Decides from the settings and this machine. */
    public static Detected detect(Settings settings) {
        return detect(settings, inContainer());
    }

    static Detected detect(Settings settings, boolean inContainer) {
        Optional<String> explicit = settings.set(Settings.ENVIRONMENT).filter(text -> !text.isBlank());
        if (explicit.isPresent()) {
            return new Detected(parse(explicit.get()), "set");
        }
        if (inContainer) {
            return new Detected(Environment.PRODUCTION, "runs in a container");
        }
        String host = settings.get(Settings.HOST, Environment.DEVELOPMENT);
        if (!isLoopback(host)) {
            return new Detected(Environment.PRODUCTION, "listens on " + host + ", not on loopback");
        }
        if (settings.set(Settings.DATABASE_URL)
                .filter(url -> url.contains("postgres"))
                .isPresent()) {
            return new Detected(Environment.PRODUCTION, "a PostgreSQL database is configured");
        }
        return new Detected(Environment.DEVELOPMENT, "bound to loopback");
    }

    /** Whether only this machine can reach what listens on the host. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Environment parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "development", "dev" -> Environment.DEVELOPMENT;
            case "production", "prod" -> Environment.PRODUCTION;
            case "test" -> Environment.TEST;
            default ->
                throw new ChatAgentException(
                        ErrorCode.INVALID_REQUEST,
                        Settings.ENVIRONMENT.variable() + ": '" + text + "' is not development, production or test.");
        };
    }

    private static boolean inContainer() {
        return Files.exists(Path.of("/.dockerenv"))
                || Files.exists(Path.of("/run/.containerenv"))
                || System.getenv("KUBERNETES_SERVICE_HOST") != null;
    }
}
