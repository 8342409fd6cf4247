package dev.chatagent;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.PasswordStrength;
import dev.chatagent.storage.Storage;
import java.util.Map;
import java.util.Optional;

/**
 * SPI: what a library on the class path contributes to a runtime, found through {@link java.util.ServiceLoader}. Called once
 * at start, on the starting thread. What the host sets in the builder beats it; two modules that claim the same part make the
 * start fail. The runtime closes what it got.
 */
public interface ChatAgentModule {

    /** Name for messages, e.g. {@code chatagent-jdbc}. */
    String name();

    /** A storage, not started, if this module has one for these settings. */
    default Optional<Storage> storage(RuntimeContext context) {
        return Optional.empty();
    }

    default Optional<PasswordHasher> passwordHasher(RuntimeContext context) {
        return Optional.empty();
    }

    /** @param storage started, for keys that all nodes share */
    default Optional<AccessTokens> accessTokens(RuntimeContext context, Storage storage) {
        return Optional.empty();
    }

    default Optional<PasswordStrength> passwordStrength(RuntimeContext context) {
        return Optional.empty();
    }

    /** Agents by name; empty when nothing is configured for them. */
    default Map<String, AgentConnector> agents(RuntimeContext context) {
        return Map.of();
    }

    /** What it can do for the nodes that share a storage, instead of the storage itself; see {@link Storage#service}. */
    default <T> Optional<T> service(RuntimeContext context, Class<T> type) {
        return Optional.empty();
    }
}
