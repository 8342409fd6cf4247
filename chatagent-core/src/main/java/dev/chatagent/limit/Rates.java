package dev.chatagent.limit;

import dev.chatagent.config.Environment;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The limits of each class: an environment's, and those that are set in their stead. */
public final class Rates {
    private static final Pattern RATE =
            Pattern.compile("(?<permits>[1-9][0-9]{0,8})/(?<unit>s|m|h|d)( burst (?<burst>[1-9][0-9]{0,8}))?");

    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private Rates() {}

    /** The limits of an environment. Development is roomier, so that a reloading developer meets none. */
    public static Map<LimitClass, RateLimit> of(Environment environment) {
        int factor = environment == Environment.PRODUCTION ? 1 : 10;
        Map<LimitClass, RateLimit> limits = new EnumMap<>(LimitClass.class);
        limits.put(LimitClass.ADDRESS, rate(LimitClass.ADDRESS, 50 * factor, "s", 200 * factor));
        limits.put(LimitClass.CREDENTIALS, rate(LimitClass.CREDENTIALS, 20 * factor, "m", 20 * factor));
        limits.put(LimitClass.REFRESH, rate(LimitClass.REFRESH, 120 * factor, "m", 120 * factor));
        limits.put(LimitClass.READ, rate(LimitClass.READ, 20 * factor, "s", 100 * factor));
        limits.put(LimitClass.WRITE, rate(LimitClass.WRITE, 10 * factor, "s", 40 * factor));
        limits.put(LimitClass.SEND, rate(LimitClass.SEND, 30 * factor, "m", 10 * factor));
        limits.put(LimitClass.UPLOAD, rate(LimitClass.UPLOAD, 30 * factor, "m", 20 * factor));
        limits.put(LimitClass.SEARCH, rate(LimitClass.SEARCH, 5 * factor, "s", 20 * factor));
        limits.put(LimitClass.COMMAND, rate(LimitClass.COMMAND, 20, "s", 40));
        limits.put(LimitClass.TENANT, rate(LimitClass.TENANT, 500 * factor, "s", 2_000 * factor));
        return limits;
    }

    /**
     * Replaces limits by those of a text such as {@code send=60/m burst 20, search=off}.
     *
     * @throws ChatAgentException INVALID_REQUEST naming the part that cannot be read
     */
    public static void replace(Map<LimitClass, RateLimit> limits, String text) {
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] sides = part.strip().split("\\s*=\\s*", -1);
            LimitClass limitClass = Arrays.stream(LimitClass.values())
                    .filter(each -> each.wireName().equals(sides[0]))
                    .findFirst()
                    .orElseThrow(() -> refusal(part));
            String rate = sides.length == 2 ? sides[1].replaceAll("\\s+", " ") : "";
            Matcher matcher = RATE.matcher(rate);
            if (rate.equals("off")) {
                limits.remove(limitClass);
            } else if (matcher.matches()) {
                int permits = Integer.parseInt(matcher.group("permits"));
                String burst = matcher.group("burst");
                limits.put(
                        limitClass,
                        rate(
                                limitClass,
                                permits,
                                matcher.group("unit"),
                                burst == null ? permits : Integer.parseInt(burst)));
            } else {
                throw refusal(part);
            }
        }
    }

    private static RateLimit rate(LimitClass limitClass, int permits, String unit, int burst) {
        try {
            return new RateLimit(limitClass.wireName(), permits, UNITS.getOrDefault(unit, Duration.ZERO), burst);
        } catch (IllegalArgumentException e) {
            throw new ChatAgentException(
                    ErrorCode.INVALID_REQUEST, Settings.RATES.variable() + ": " + e.getMessage() + ".", e);
        }
    }

    private static ChatAgentException refusal(String part) {
        return new ChatAgentException(
                ErrorCode.INVALID_REQUEST,
                Settings.RATES.variable() + ": '" + part.strip()
                        + "' is no limit such as send=60/m burst 20 or search=off. Classes are "
                        + Arrays.stream(LimitClass.values())
                                .map(LimitClass::wireName)
                                .collect(Collectors.joining(", "))
                        + "; units s, m, h, d.");
    }
}
