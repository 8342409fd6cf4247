package dev.chatagent.agents;

import dev.chatagent.ChatAgentModule;
import dev.chatagent.RuntimeContext;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.Map;

/**
 * Contributes the agent {@code openai} as soon as CHATAGENT_OPENAI_BASE_URL or CHATAGENT_OPENAI_API_KEY is set. Found on the
 * class path; nobody has to name it.
 */
public final class AgentsModule implements ChatAgentModule {
    private static final String OPENAI = "openai";

    @Override
    public String name() {
        return "chatagent-agents";
    }

    /** @throws ChatAgentException INVALID_REQUEST naming the variable whose value cannot be used */
    @Override
    public Map<String, AgentConnector> agents(RuntimeContext context) {
        String baseUrl = context.get(Settings.OPENAI_BASE_URL);
        String apiKey = context.get(Settings.OPENAI_API_KEY);
        if (baseUrl.isBlank() && apiKey.isBlank()) {
            return Map.of();
        }
        try {
            return Map.of(OPENAI, connector(context, baseUrl, apiKey));
        } catch (IllegalArgumentException e) {
            throw new ChatAgentException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    private static AgentConnector connector(RuntimeContext context, String baseUrl, String apiKey) {
        OpenAiConnector.Builder builder = OpenAiConnector.builder()
                .apiKey(apiKey)
                .model(context.get(Settings.OPENAI_MODEL))
                .timeout(context.get(Settings.OPENAI_TIMEOUT));
        return baseUrl.isBlank() ? builder.build() : builder.baseUrl(baseUrl).build();
    }
}
