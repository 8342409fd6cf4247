package dev.chatagent.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.config.Environment;
import dev.chatagent.config.EnvironmentDetector;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What Spring's environment says becomes settings, from whatever it was said by. */
class SpringSettingsTest {

    /** As SpringApplication prepares it. */
    private static StandardEnvironment environment(Map<String, Object> variables, Map<String, Object> file) {
        StandardEnvironment environment = new StandardEnvironment() {
            @Override
            public Map<String, Object> getSystemEnvironment() {
                return variables;
            }
        };
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        environment.getPropertySources().addLast(new MapPropertySource("application.properties", file));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static Settings read(Map<String, Object> variables, Map<String, Object> file) {
        return SpringSettings.read(environment(variables, file));
    }

    @Test
    void every_setting_is_a_property_and_a_variable() {
        Map<String, Object> variables = new LinkedHashMap<>();
        Map<String, Object> file = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.all()) {
            if (setting.kind().startsWith("text")) {
                variables.put(setting.variable(), "from the variable");
                file.put(SpringSettings.property(setting), "from the file");
            }
        }
        for (Setting<?> setting : Settings.all()) {
            if (setting.kind().startsWith("text")) {
                assertThat(read(variables, Map.of()).set(setting))
                        .as(setting.variable())
                        .isEqualTo(java.util.Optional.of("from the variable"));
                assertThat(read(Map.of(), file).set(setting))
                        .as(setting.variable())
                        .isEqualTo(java.util.Optional.of("from the file"));
                assertThat(read(variables, file).set(setting))
                        .as("a variable beats the file, as everywhere in Spring Boot: " + setting.variable())
                        .isEqualTo(java.util.Optional.of("from the variable"));
            }
        }
    }

    @Test
    void values_are_read_as_everywhere() {
        Settings settings = read(Map.of(), Map.of("chatagent.echo-delay", "7ms", "chatagent.registration", false));
        assertThat(settings.get(Settings.ECHO_DELAY, Environment.PRODUCTION)).isEqualTo(Duration.ofMillis(7));
        assertThat(settings.get(Settings.REGISTRATION, Environment.PRODUCTION)).isFalse();
        assertThatThrownBy(() -> read(Map.of(), Map.of("chatagent.echo-delay", "soon")))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_ECHO_DELAY");
    }

    @Test
    void database_may_be_named_by_the_variables_of_others() {
        Settings settings = read(Map.of("PGHOST", "db.example.org", "PGUSER", "chat"), Map.of());
        assertThat(settings.set(Settings.DATABASE_URL)).hasValue("postgres://chat@db.example.org:5432/chat");
    }

    @Test
    void address_of_the_web_server_decides_the_environment() {
        assertThat(EnvironmentDetector.detect(read(Map.of(), Map.of("server.address", "127.0.0.1")))
                        .reason())
                .isIn("bound to loopback", "runs in a container");
        assertThat(EnvironmentDetector.detect(read(Map.of(), Map.of())).environment())
                .as("Spring Boot listens everywhere where nothing is said")
                .isEqualTo(Environment.PRODUCTION);
    }

    @Test
    void misspelt_property_and_variable_are_refused() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("chatagent.limitz", "off")))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("chatagent.limitz");
        assertThatThrownBy(() -> read(Map.of("CHATAGENT_LIMITZ", "off"), Map.of()))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("limitz");
    }

    @Test
    void own_properties_are_known() {
        Settings settings = read(
                Map.of("CHATAGENT_HTTP_PATH", "/chat-api"),
                Map.of("chatagent.websocketPath", "/chat-ws", "chatagent.page-headers", true));
        assertThat(settings.set(Settings.ENVIRONMENT)).isEmpty();
    }
}
