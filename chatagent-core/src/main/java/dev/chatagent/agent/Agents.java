package dev.chatagent.agent;

import dev.chatagent.error.ChatAgentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agents of this runtime by name, and which one new chats get. Immutable. */
public final class Agents {
    private final Map<String, AgentConnector> connectors;
    private final String defaultAgent;

    /** @throws IllegalArgumentException when the default is not among the connectors */
    public Agents(Map<String, AgentConnector> connectors, String defaultAgent) {
        if (!connectors.containsKey(defaultAgent)) {
            throw new IllegalArgumentException(
                    "There is no agent '" + defaultAgent + "'; there are " + connectors.keySet());
        }
        this.connectors = new LinkedHashMap<>(connectors);
        this.defaultAgent = defaultAgent;
    }

    public String defaultAgent() {
        return defaultAgent;
    }

    public List<String> names() {
        return List.copyOf(connectors.keySet());
    }

    public Optional<AgentConnector> find(String name) {
        return Optional.ofNullable(connectors.get(name));
    }

    /** The name itself, if there is such an agent; the default when it is empty. */
    public String resolve(Optional<String> name) {
        if (name.isEmpty()) {
            return defaultAgent;
        }
        if (!connectors.containsKey(name.get())) {
            throw ChatAgentException.invalid("agent", "unknown", "There is no such agent; there are " + names() + ".");
        }
        return name.get();
    }
}
