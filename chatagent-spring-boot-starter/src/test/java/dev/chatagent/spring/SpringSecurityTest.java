package dev.chatagent.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.examples.jetty.Caller;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Spring Security guards what is the application's, and leaves to chatagent what is chatagent's. */
class SpringSecurityTest {

    /** As applications write it: one chain for everything. */
    @Configuration(proxyBeanMethods = false)
    static class OwnChain {
        @Bean
        SecurityFilterChain everything(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }
    }

    static List<List<Class<?>>> applications() {
        return List.of(List.of(Application.Plain.class), List.of(Application.Plain.class, OwnChain.class));
    }

    @ParameterizedTest
    @MethodSource("applications")
    void chatagent_works_and_nothing_else_is_opened(List<Class<?>> application) throws Exception {
        try (ConfigurableApplicationContext context = Application.run(application)) {
            Caller stranger = Caller.stranger(Application.url(context));
            Caller ada = stranger.chatted("ada@example.org");
            assertThat(stranger.page("/hello").statusCode()).isEqualTo(401);
            assertThat(stranger.page("/actuator/beans").statusCode()).isEqualTo(401);
            assertThat(ada.page("/hello").statusCode())
                    .as("a token of chatagent is none of Spring's")
                    .isEqualTo(401);
            for (String path : List.of(
                    "/api/../hello", "/api/..;/hello", "/api/%2e%2e/hello", "/ws/../hello", "/api/x;/../../hello")) {
                assertThat(stranger.page(path).statusCode()).as(path).isNotEqualTo(200);
            }
        }
    }

    @Test
    void answers_of_chatagent_are_left_as_they_are() throws Exception {
        try (ConfigurableApplicationContext context =
                Application.run(List.of(Application.Plain.class), "--chatagent.cors-origins=https://app.example.org")) {
            Caller stranger = Caller.stranger(Application.url(context));
            HttpResponse<String> refused =
                    stranger.call("GET", "/auth/profile", "", "Origin", "https://app.example.org");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(Caller.json(refused).path("code").asText()).isEqualTo("unauthenticated");
            assertThat(refused.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
            assertThat(refused.headers().allValues("Cache-Control")).containsExactly("no-store");
            assertThat(refused.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("https://app.example.org");
            assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
            Caller.assertHeaders(refused);
            HttpResponse<String> absent = stranger.call("GET", "/nowhere", "");
            assertThat(absent.statusCode()).isEqualTo(404);
            Caller.assertHeaders(absent);
        }
    }

    @Test
    void request_that_springs_firewall_refuses_has_the_headers_too() throws Exception {
        try (ConfigurableApplicationContext context = Application.run(List.of(Application.Plain.class))) {
            HttpResponse<String> refused =
                    Caller.stranger(Application.url(context)).page("/api//health/ready");
            assertThat(refused.statusCode()).isBetween(400, 499);
            Caller.assertHeaders(refused);
        }
    }
}
