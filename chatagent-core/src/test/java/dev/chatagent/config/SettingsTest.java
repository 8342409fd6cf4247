package dev.chatagent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    static Stream<Setting<?>> all() {
        return Settings.all().stream();
    }

    /** Values in the form that the setting's kind documents. */
    private static Stream<String> documented(Setting<?> setting) {
        String kind = setting.kind();
        Matcher range = Pattern.compile("number (\\d+) to (\\d+)").matcher(kind);
        if (range.matches()) {
            return Stream.of(range.group(1), range.group(2), " " + range.group(1) + " ");
        }
        if (kind.startsWith("duration (")) {
            return Arrays.stream(
                    kind.substring("duration (".length(), kind.length() - 1).split(", ", -1));
        }
        if (kind.startsWith("size (")) {
            return Arrays.stream(
                    kind.substring("size (".length(), kind.length() - 1).split(", ", -1));
        }
        if (kind.startsWith("one of ")) {
            return Arrays.stream(kind.substring("one of ".length()).split(", ", -1));
        }
        return kind.equals("on or off") ? Stream.of("on", "off", "ON", "true", "0") : Stream.of("some text");
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_setting_reads_its_documented_form(Setting<?> setting) {
        documented(setting).forEach(text -> {
            Settings settings = Settings.from(Map.of(setting.variable(), text));
            assertThat(settings.set(setting)).as(text).isPresent();
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_default_is_of_the_documented_form(Setting<?> setting) {
        for (Environment environment : Environment.values()) {
            Object value = Settings.defaults().get(setting, environment);
            assertThat(value).isNotNull();
            if (value instanceof Integer number) {
                assertThat(setting.parse(number.toString()).equals(number)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void empty_value_counts_as_not_set(Setting<?> setting) {
        assertThat(Settings.from(Map.of(setting.variable(), "  ")).set(setting)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_setting_is_described_and_has_a_variable_of_ours(Setting<?> setting) {
        assertThat(setting.variable()).matches("CHATAGENT_[A-Z_]+");
        assertThat(setting.description()).endsWith(".");
    }

    @Test
    void list_of_settings_holds_every_constant_once() {
        Object[] constants = Arrays.stream(Settings.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Setting.class)
                .map(field -> {
                    try {
                        return field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray();
        assertThat(Settings.all().toArray()).containsExactlyInAnyOrder(constants);
        assertThat(Settings.all().stream().map(Setting::variable)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "CHATAGENT_PORT,abc",
        "CHATAGENT_PORT,-1",
        "CHATAGENT_PORT,65536",
        "CHATAGENT_PORT,99999999999",
        "CHATAGENT_PASSWORD_COST,3",
        "CHATAGENT_PASSWORD_MIN_LENGTH,7",
        "CHATAGENT_ACCESS_TOKEN_LIFETIME,15",
        "CHATAGENT_ACCESS_TOKEN_LIFETIME,-15m",
        "CHATAGENT_ACCESS_TOKEN_LIFETIME,15 m",
        "CHATAGENT_ACCESS_TOKEN_LIFETIME,PT15M",
        "CHATAGENT_RUN_TIMEOUT,99999999999d",
        "CHATAGENT_LIMITS,maybe",
        "CHATAGENT_RUN_CONFLICT,panic"
    })
    void bad_value_names_the_variable_the_value_and_the_form(String variable, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(variable, value)))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContainingAll(variable, value, "is not a");
    }

    @Test
    void value_of_a_secret_is_never_shown() {
        Setting<Integer> secret = new Setting<>("CHATAGENT_X", "number", e -> 0, Integer::parseInt, true, "A secret.");
        assertThatThrownBy(() -> secret.parse("hunter2"))
                .hasMessageContaining("CHATAGENT_X")
                .hasMessageNotContaining("hunter2");
        assertThat(Settings.all().stream().filter(Setting::secret))
                .contains(Settings.OPENAI_API_KEY, Settings.DATABASE_URL);
    }

    @Test
    void unknown_variable_of_ours_is_refused_and_others_are_not() {
        assertThatThrownBy(() -> Settings.from(Map.of("CHATAGENT_PROT", "80"))).hasMessageContaining("CHATAGENT_PROT");
        assertThat(Settings.from(Map.of("PATH", "/bin", "CHATAGENTS", "x"))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "30s,PT30S", "15m,PT15M", "12h,PT12H", "7d,PT168H", "0s,PT0S"})
    void durations_are_read(String text, Duration duration) {
        assertThat(Settings.from(Map.of("CHATAGENT_RUN_TIMEOUT", text)).set(Settings.RUN_TIMEOUT))
                .contains(duration);
    }

    @Test
    void code_beats_environment_beats_default() {
        Settings settings = Settings.from(Map.of("CHATAGENT_PORT", "1"));
        assertThat(Settings.defaults().get(Settings.PORT, Environment.TEST)).isEqualTo(8080);
        assertThat(settings.get(Settings.PORT, Environment.TEST)).isEqualTo(1);
        assertThat(settings.with(Settings.PORT, 2).get(Settings.PORT, Environment.TEST))
                .isEqualTo(2);
        assertThat(settings.get(Settings.PORT, Environment.TEST)).isEqualTo(1);
    }

    @Test
    void the_variables_of_postgresql_name_the_database_when_nothing_else_does() {
        assertThat(Settings.from(Map.of("PGDATABASE", "x")).set(Settings.DATABASE_URL))
                .isEmpty();
        Map<String, String> libpq = new HashMap<>(Map.of(
                "PGHOST", "db.example.org", "PGUSER", "a b", "PGPASSWORD", "p@ss/word:%+", "PGDATABASE", "chat"));
        assertThat(Settings.from(libpq).set(Settings.DATABASE_URL))
                .contains("postgres://a%20b:p%40ss%2Fword%3A%25%2B@db.example.org:5432/chat");
        libpq.putAll(Map.of("PGHOST", "::1", "PGPORT", "5433", "PGSSLMODE", "verify-full"));
        assertThat(Settings.from(libpq).set(Settings.DATABASE_URL).orElseThrow())
                .endsWith("@[::1]:5433/chat?sslmode=verify-full");
        libpq.put("DATABASE_URL", "postgres://other/x");
        assertThat(Settings.from(libpq).set(Settings.DATABASE_URL)).contains("postgres://other/x");
    }

    @Test
    void usual_database_variable_is_taken_unless_ours_is_set() {
        Map<String, String> both = Map.of("DATABASE_URL", "usual", "CHATAGENT_DATABASE_URL", "ours");
        assertThat(Settings.from(both).set(Settings.DATABASE_URL)).contains("ours");
        assertThat(Settings.from(Map.of("DATABASE_URL", " usual ")).set(Settings.DATABASE_URL))
                .contains("usual");
    }

    @ParameterizedTest
    @CsvSource({
        "'',127.0.0.1,'',false,DEVELOPMENT",
        "'',localhost,'',false,DEVELOPMENT",
        "'',::1,'',false,DEVELOPMENT",
        "'',127.8.8.8,jdbc:h2:file,false,DEVELOPMENT",
        "'',127.0.0.1,'',true,PRODUCTION",
        "'',0.0.0.0,'',false,PRODUCTION",
        "'',::,'',false,PRODUCTION",
        "'',192.0.2.1,'',false,PRODUCTION",
        "'',127.0.0.1,jdbc:postgresql://db/x,false,PRODUCTION",
        "'',127.0.0.1,postgres://db/x,false,PRODUCTION",
        "dev,0.0.0.0,jdbc:postgresql://db/x,true,DEVELOPMENT",
        "Development,0.0.0.0,'',true,DEVELOPMENT",
        "test,0.0.0.0,'',true,TEST",
        "prod,127.0.0.1,'',false,PRODUCTION",
        "' production ',127.0.0.1,'',false,PRODUCTION"
    })
    void environment_is_detected(String set, String host, String url, boolean container, Environment expected) {
        Settings settings = Settings.defaults().with(Settings.ENVIRONMENT, set).with(Settings.HOST, host);
        settings = url.isEmpty() ? settings : settings.with(Settings.DATABASE_URL, url);
        EnvironmentDetector.Detected detected = EnvironmentDetector.detect(settings, container);
        assertThat(detected.environment()).isEqualTo(expected);
        assertThat(detected.reason()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"staging", "tests", "p"})
    void unknown_environment_is_refused(String text) {
        assertThatThrownBy(
                        () -> EnvironmentDetector.detect(Settings.defaults().with(Settings.ENVIRONMENT, text), false))
                .hasMessageContainingAll("CHATAGENT_ENV", text);
    }
}
