package dev.chatagent.spring;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Notifier;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.audit.AlertSink;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.PasswordStrength;
import dev.chatagent.auth.Role;
import dev.chatagent.config.Settings;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.limit.RateLimiter;
import dev.chatagent.storage.Storage;
import org.springframework.beans.factory.ListableBeanFactory;

/** Starts a runtime of the application's beans: one of each SPI at most, any number of roles, and agents by the names of their beans. */
final class RuntimeBeans {
    private RuntimeBeans() {}

    static ChatAgentRuntime start(ListableBeanFactory beans, Settings settings) {
        ChatAgentRuntime.Builder builder = ChatAgentRuntime.builder().settings(settings);
        beans.getBeanProvider(Storage.class).ifAvailable(builder::storage);
        beans.getBeanProvider(PasswordHasher.class).ifAvailable(builder::passwordHasher);
        beans.getBeanProvider(AccessTokens.class).ifAvailable(builder::accessTokens);
        beans.getBeanProvider(PasswordStrength.class).ifAvailable(builder::passwordStrength);
        beans.getBeanProvider(RateLimiter.class).ifAvailable(builder::rateLimiter);
        beans.getBeanProvider(Notifier.class).ifAvailable(builder::notifier);
        beans.getBeanProvider(AlertSink.class).ifAvailable(builder::alerts);
        beans.getBeanProvider(IdGenerator.class).ifAvailable(builder::ids);
        beans.getBeanProvider(Role.class).orderedStream().forEach(builder::role);
        beans.getBeansOfType(AgentConnector.class).forEach(builder::agent);
        beans.getBeanProvider(ChatAgentCustomizer.class)
                .orderedStream()
                .forEach(customizer -> customizer.customize(builder));
        return builder.start();
    }
}
