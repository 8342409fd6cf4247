package dev.chatagent.spring;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.health.ComponentHealth;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Where there is the actuator: the runtime's readiness as the component {@code chatAgent}. */
@AutoConfiguration(after = ChatAgentAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ChatAgentRuntime.class)
@ConditionalOnEnabledHealthIndicator("chatagent")
class ChatAgentHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "chatAgentHealthIndicator")
    HealthIndicator chatAgentHealthIndicator(ChatAgentRuntime runtime) {
        return () -> health(runtime.health().readiness());
    }

    private static Health health(dev.chatagent.health.Health.Report report) {
        Health.Builder health = report.status() == ComponentHealth.Status.UP ? Health.up() : Health.down();
        report.components().forEach((name, component) -> health.withDetail(name, component.detail()));
        return health.build();
    }
}
