package dev.chatagent.tests;

import dev.chatagent.config.Environment;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The configuration reference and the example environment file are the list of settings. */
class ConfigurationDocumentTest {
    private static final String TEXT = "java.lang.String";

    @Test
    void reference_is_the_list_of_settings() throws Exception {
        StringBuilder table = new StringBuilder("| variable | value | default | what it does |\n|---|---|---|---|\n");
        for (Setting<?> setting : Settings.all()) {
            String fallback = fallback(setting, Environment.PRODUCTION);
            String inTest = fallback(setting, Environment.TEST);
            String shown = fallback.isEmpty() ? "" : "`" + fallback + "`";
            table.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            setting.variable(),
                            setting.kind(),
                            inTest.equals(fallback) ? shown : shown + "; test: `" + inTest + "`",
                            setting.description()));
        }
        new CheckedFile(House.ROOT.resolve("docs/configuration.md"))
                .assertPartIs("settings", table.toString(), ConfigurationDocumentTest.class);
    }

    @Test
    void example_file_is_the_list_of_settings() throws Exception {
        StringBuilder file = new StringBuilder(
                "# Every setting with its default; see docs/configuration.md. Nothing has to be set.\n");
        for (Setting<?> setting : Settings.all()) {
            file.append("# %s%n#%s=%s%n"
                    .formatted(setting.description(), setting.variable(), fallback(setting, Environment.PRODUCTION)));
        }
        new CheckedFile(House.ROOT.resolve(".env.example")).assertIs(file.toString(), ConfigurationDocumentTest.class);
    }

    /** What editors know of the properties of an application of Spring Boot. */
    @Test
    void metadata_of_spring_boot_is_the_list_of_settings() throws Exception {
        List<String> properties = new ArrayList<>(List.of(
                property(
                        "chatagent.enabled",
                        "java.lang.Boolean",
                        "true",
                        "Whether chatagent is part of the application."),
                property("chatagent.http-path", TEXT, "/api", "Where the HTTP routes of chatagent are."),
                property(
                        "chatagent.websocket-path",
                        TEXT,
                        "/ws",
                        "Where the WebSocket of chatagent is; empty for none."),
                property(
                        "chatagent.page-headers",
                        "java.lang.Boolean",
                        "false",
                        "Whether the application's own pages get security headers, with a content policy without inline"
                                + " scripts and styles.")));
        for (Setting<?> setting : Settings.all()) {
            String name = setting.variable()
                    .replace("CHATAGENT_", "chatagent.")
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
            properties.add(property(
                    name, javaType(setting), fallback(setting, Environment.PRODUCTION), setting.description()));
        }
        new CheckedFile(House.classes("spring")
                        .resolve("../../src/main/resources/META-INF/spring-configuration-metadata.json"))
                .assertIs(
                        "{\n  \"properties\": [\n    " + String.join(",\n    ", properties) + "\n  ]\n}\n",
                        ConfigurationDocumentTest.class);
    }

    private static String property(String name, String type, String fallback, String description) {
        String value = type.equals(TEXT) ? Json.write(fallback) : fallback;
        return "{\"name\": \"%s\", \"type\": \"%s\",%s \"description\": %s}"
                .formatted(
                        name,
                        type,
                        fallback.isEmpty() ? "" : " \"defaultValue\": " + value + ",",
                        Json.write(description));
    }

    private static String javaType(Setting<?> setting) {
        Object value = Settings.defaults().get(setting, Environment.PRODUCTION);
        return value instanceof Integer ? "java.lang.Integer" : TEXT;
    }

    /** As it would be written in the environment. */
    private static String fallback(Setting<?> setting, Environment environment) {
        Object value = Settings.defaults().get(setting, environment);
        if (value instanceof Duration duration) {
            return written(duration);
        }
        if (value instanceof Boolean on) {
            return on ? "on" : "off";
        }
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : value.toString();
    }

    private static String written(Duration duration) {
        if (duration.toMillisPart() > 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.toSecondsPart() > 0) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutesPart() > 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHours() % 24 > 0 ? duration.toHours() + "h" : duration.toDays() + "d";
    }
}
