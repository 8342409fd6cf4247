package dev.chatagent.spring;

import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/** Settings from Spring's environment: {@code chatagent.database-url} is {@code CHATAGENT_DATABASE_URL}, wherever it is said. */
final class SpringSettings {
    private static final String PREFIX = "CHATAGENT_";
    private static final Set<String> OWN =
            ChatAgentProperties.NAMES.stream().map(SpringSettings::uniform).collect(Collectors.toUnmodifiableSet());

    private SpringSettings() {}

    /** @throws ChatAgentException naming the property or the variable that is unknown or cannot be read */
    static Settings read(ConfigurableEnvironment environment) {
        refuseUnknown(environment);
        Map<String, String> variables = new HashMap<>();
        environment.getSystemEnvironment().forEach((name, value) -> {
            if (!name.startsWith(PREFIX)) { // the others' names for a database
                variables.put(name, value.toString());
            }
        });
        variables.put(Settings.HOST.variable(), environment.getProperty("server.address", "0.0.0.0"));
        variables.put(Settings.PORT.variable(), environment.getProperty("server.port", ""));
        for (Setting<?> setting : Settings.all()) {
            String value = environment.getProperty(property(setting));
            if (value != null) {
                variables.put(setting.variable(), value);
            }
        }
        return Settings.from(variables);
    }

    /** The name of a setting among properties. */
    static String property(Setting<?> setting) {
        return "chatagent."
                + setting.variable()
                        .substring(PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
    }

    /** A misspelt limit or path must not go unnoticed. */
    private static void refuseUnknown(ConfigurableEnvironment environment) {
        Set<String> known = Stream.concat(
                        OWN.stream(),
                        Settings.all().stream()
                                .map(setting -> uniform(setting.variable().substring(PREFIX.length()))))
                .collect(Collectors.toSet());
        Binder.get(environment)
                .bind("chatagent", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .keySet()
                .forEach(name -> {
                    if (!known.contains(uniform(name))) {
                        throw new ChatAgentException(
                                ErrorCode.INVALID_REQUEST,
                                "Unknown property chatagent." + name
                                        + ". Check its spelling against the configuration reference.");
                    }
                });
    }

    /** Spring takes dashes, dots, underscores and capitals for the same. */
    private static String uniform(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
