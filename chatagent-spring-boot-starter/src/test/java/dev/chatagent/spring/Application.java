package dev.chatagent.spring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Applications of Spring Boot, started for a test on a free port in the test environment. */
final class Application {
    private Application() {}

    /** With a page of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Plain {
        @GetMapping("/hello")
        String hello() {
            return "Hello";
        }
    }

    /** On Tomcat, as applications are by default. */
    static ConfigurableApplicationContext run(List<Class<?>> configurations, String... properties) {
        return runOn("Tomcat", configurations, properties);
    }

    /** @param server Tomcat or Jetty, which are both here */
    static ConfigurableApplicationContext runOn(String server, List<Class<?>> configurations, String... properties) {
        String other = server.equals("Tomcat") ? "Jetty" : "Tomcat";
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--chatagent.env=test",
                "--chatagent.echo-delay=0ms",
                "--spring.autoconfigure.exclude=org.springframework.boot." + other.toLowerCase(Locale.ROOT)
                        + ".autoconfigure.servlet." + other + "ServletWebServerAutoConfiguration",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn"));
        arguments.addAll(Arrays.asList(properties));
        return new SpringApplication(configurations.toArray(Class<?>[]::new)).run(arguments.toArray(String[]::new));
    }

    static String url(ConfigurableApplicationContext application) {
        return "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port");
    }
}
