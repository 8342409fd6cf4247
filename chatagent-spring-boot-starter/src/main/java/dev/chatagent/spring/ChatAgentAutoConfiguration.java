package dev.chatagent.spring;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.config.TokenAlgorithm;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.http.SecurityHeadersFilter;
import dev.chatagent.ws.ChatAgentEndpoint;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequestListener;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.context.WebApplicationContext;

/** A runtime, its servlet and its WebSocket; each bean here makes way for one of the application's own. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "chatagent.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ChatAgentProperties.class)
class ChatAgentAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Settings chatAgentSettings(ConfigurableEnvironment environment) {
        return SpringSettings.read(environment);
    }

    /** Made before the web server, which mounts it, and closed after it has stopped. */
    @Bean
    @ConditionalOnMissingBean
    ChatAgentRuntime chatAgentRuntime(ListableBeanFactory beans, Settings settings) {
        return RuntimeBeans.start(beans, settings);
    }

    /** The path of the WebSocket is the servlet's too: it answers those who do not upgrade, and without a servlet no filter runs. */
    @Bean
    @ConditionalOnMissingBean(value = ChatAgentServlet.class, parameterizedContainer = ServletRegistrationBean.class)
    ServletRegistrationBean<ChatAgentServlet> chatAgentServletRegistration(
            ChatAgentRuntime runtime, ChatAgentProperties properties) {
        ServletRegistrationBean<ChatAgentServlet> registration = new ServletRegistrationBean<>(
                ChatAgentServlet.of(runtime), paths(runtime, properties).toArray(String[]::new));
        registration.setName("chatAgentServlet");
        return registration;
    }

    private static List<String> paths(ChatAgentRuntime runtime, ChatAgentProperties properties) {
        List<String> paths = new ArrayList<>(List.of(properties.httpPath() + "/*"));
        if (!properties.websocketPath().isEmpty()) {
            paths.add(properties.websocketPath());
        }
        if (runtime.settings().get(Settings.TOKEN_ALGORITHM, runtime.environment()) == TokenAlgorithm.ES256) {
            paths.add("/.well-known/*");
        }
        return paths;
    }

    /** For what filters of the application answer on the servlet's paths. Those of a servlet's name would run after those of paths. */
    @Bean
    FilterRegistrationBean<Filter> chatAgentHeaders(ServletRegistrationBean<ChatAgentServlet> servlet) {
        String policy =
                Objects.requireNonNull(SecurityHeadersFilter.headersOfErrors().get("Content-Security-Policy"));
        FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(new SecurityHeadersFilter(policy));
        filter.setUrlPatterns(servlet.getUrlMappings());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
    }

    /** For the pages of the application, where it asks for them. */
    @Bean
    @ConditionalOnBooleanProperty(name = "chatagent.page-headers")
    @ConditionalOnMissingBean(
            value = SecurityHeadersFilter.class,
            parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<SecurityHeadersFilter> chatAgentPageHeaders(ChatAgentRuntime runtime) {
        FilterRegistrationBean<SecurityHeadersFilter> filter =
                new FilterRegistrationBean<>(new SecurityHeadersFilter(runtime, SecurityHeadersFilter.PAGE_POLICY));
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    ServletListenerRegistrationBean<ServletRequestListener> chatAgentOrigins(ChatAgentRuntime runtime) {
        return new ServletListenerRegistrationBean<>(ChatAgentEndpoint.originGuard(runtime));
    }

    @Bean
    ClientConnections chatAgentClientConnections(
            WebApplicationContext context,
            ChatAgentRuntime runtime,
            ServletRegistrationBean<ChatAgentServlet> servlet,
            ChatAgentProperties properties) {
        return new ClientConnections(
                context, runtime, Objects.requireNonNull(servlet.getServlet()), properties.websocketPath());
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> chatAgentStartReport(
            ChatAgentRuntime runtime, ChatAgentProperties properties) {
        return event -> StartReport.of(runtime, properties.httpPath(), System.out);
    }
}
