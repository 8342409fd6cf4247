package dev.chatagent.spring;

import dev.chatagent.ChatAgentRuntime;

/**
 * A bean that sets what no bean of an SPI says, e.g. a limit or a clock. Called in Spring's order on the starting thread, after the
 * settings and all other beans, ahead of the start; it must not start the builder.
 */
@FunctionalInterface
public interface ChatAgentCustomizer {
    void customize(ChatAgentRuntime.Builder builder);
}
