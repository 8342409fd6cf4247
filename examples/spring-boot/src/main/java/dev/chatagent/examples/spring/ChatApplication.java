package dev.chatagent.examples.spring;

// @start region="application"
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application of Spring Boot; chatagent is in it because its starter is a dependency. */
@SpringBootApplication
public class ChatApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(ChatApplication.class, arguments);
    }
}
// @end region="application"
