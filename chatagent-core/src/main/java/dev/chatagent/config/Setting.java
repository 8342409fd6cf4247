package dev.chatagent.config;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

/**
 * One thing that can be set: its environment variable, its default in each environment and what it does. All of them stand
 * in {@link Settings}; the configuration reference is written from there.
 *
 * @param variable environment variable, e.g. {@code CHATAGENT_HOME}
 * @param kind how values are written, for the reference, e.g. {@code duration (15m, 7d)}
 * @param secret whether its value must never be shown
 */
public record Setting<T>(
        String variable,
        String kind,
        Function<Environment, T> defaults,
        Function<String, T> parser,
        boolean secret,
        String description) {

    static Setting<String> text(String variable, String fallback, String description) {
        return new Setting<>(variable, "text", e -> fallback, Function.identity(), false, description);
    }

    static Setting<String> text(String variable, Function<Environment, String> defaults, String description) {
        return new Setting<>(variable, "text", defaults, Function.identity(), false, description);
    }

    static Setting<String> secretText(String variable, String description) {
        return new Setting<>(variable, "text, secret", e -> "", Function.identity(), true, description);
    }

    static Setting<Integer> number(String variable, int fallback, int min, int max, String description) {
        return number(variable, e -> fallback, min, max, description);
    }

    static Setting<Integer> number(
            String variable, Function<Environment, Integer> defaults, int min, int max, String description) {
        return new Setting<>(
                variable,
                "number " + min + " to " + max,
                defaults,
                text -> {
                    int value = Integer.parseInt(text);
                    if (value < min || value > max) {
                        throw new IllegalArgumentException("outside " + min + " to " + max);
                    }
                    return value;
                },
                false,
                description);
    }

    static Setting<Duration> duration(String variable, Duration fallback, String description) {
        return new Setting<>(
                variable, "duration (30s, 15m, 12h, 7d)", e -> fallback, Setting::parseDuration, false, description);
    }

    static Setting<Long> bytes(String variable, long fallback, long max, String description) {
        return new Setting<>(
                variable,
                "size (500KiB, 10MiB)",
                e -> fallback,
                text -> {
                    long value = parseBytes(text);
                    if (value < 1 || value > max) {
                        throw new IllegalArgumentException("outside 1 to " + max);
                    }
                    return value;
                },
                false,
                description);
    }

    static Setting<Boolean> flag(String variable, Function<Environment, Boolean> defaults, String description) {
        return new Setting<>(variable, "on or off", defaults, Setting::parseFlag, false, description);
    }

    static <E extends Enum<E>> Setting<E> choice(String variable, Class<E> type, E fallback, String description) {
        return new Setting<>(
                variable,
                "one of " + String.join(", ", names(type)),
                e -> fallback,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')),
                false,
                description);
    }

    /** Reads a value; a bad one names the variable, never the value of a secret. */
    T parse(String text) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            String shown = secret ? "its value" : "'" + text + "'";
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST, variable + ": " + shown + " is not a " + kind + ". " + description, e);
        }
    }

    private static String[] names(Class<? extends Enum<?>> type) {
        Enum<?>[] constants = type.getEnumConstants();
        String[] names = new String[constants.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return names;
    }

    private static Duration parseDuration(String text) {
        if (!text.matches("[0-9]{1,9}(ms|s|m|h|d)")) {
            throw new IllegalArgumentException("no duration");
        }
        long amount = Long.parseLong(text.replaceAll("[a-z]", ""));
        return switch (text.replaceAll("[0-9]", "")) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static long parseBytes(String text) {
        if (!text.matches("[0-9]{1,10}( ?[KMG]iB)?")) {
            throw new IllegalArgumentException("no bytes");
        }
        long amount = Long.parseLong(text.replaceAll("[^0-9]", ""));
        return switch (text.replaceAll("[0-9 ]", "")) {
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            case "GiB" -> amount << 30;
            default -> amount;
        };
    }

    private static Boolean parseFlag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true", "1", "yes" -> true;
            case "off", "false", "0", "no" -> false;
            default -> throw new IllegalArgumentException("neither on nor off");
        };
    }
}
