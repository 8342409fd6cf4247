package dev.chatagent.spring;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.http.ChatAgentServlet;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Where there is Spring Security: requests to chatagent's servlet are authenticated by chatagent. Everything else stays as it is; so this
 * is looked at last, after Spring Boot has decided whether the application needs its default chain.
 */
@AutoConfiguration(
        after = ChatAgentAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
        })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(SecurityFilterChain.class)
@ConditionalOnBean(ChatAgentRuntime.class)
class ChatAgentSecurityAutoConfiguration {

    /** By the servlet that the container has chosen, so that no way of writing a path leads past somebody else's rules. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 100)
    @ConditionalOnMissingBean(name = "chatAgentSecurityFilterChain")
    SecurityFilterChain chatAgentSecurityFilterChain(ServletRegistrationBean<ChatAgentServlet> servlet) {
        String ours = servlet.getServletName();
        return new DefaultSecurityFilterChain(
                request -> ours.equals(request.getHttpServletMapping().getServletName()), List.of());
    }
}
