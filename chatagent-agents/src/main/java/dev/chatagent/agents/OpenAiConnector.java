package dev.chatagent.agents;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentSession;
import dev.chatagent.agent.AgentSink;
import dev.chatagent.agent.AgentSpec;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * An agent that is a language model behind any server that speaks OpenAI's chat completions with streaming: OpenAI itself,
 * a gateway, vLLM, llama.cpp, Ollama. Immutable and thread-safe; each session is one request on its own HTTP/1.1 connection.
 *
 * <p>The answer reaches the sink piece by piece, on threads of this connector; while a sink blocks, the server is not read
 * from. A server that sends nothing at all for the timeout, before or within the answer, fails the turn; while a keep-alive
 * comes it is not silent. {@link AgentSession#cancel()} closes the connection at once. Redirects are not followed. A turn
 * that fails says why in words for the person in the chat; the API key shows up nowhere.
 *
 * <pre>{@code
 * OpenAiConnector.builder().baseUrl("http://127.0.0.1:11434/v1").model("llama3.2").build()
 * }</pre>
 */
public final class OpenAiConnector implements AgentConnector {
    private final URI baseUrl;
    private final String model;
    private final OpenAiTransport transport;

    private OpenAiConnector(Builder builder) {
        this.baseUrl = builder.baseUrl;
        this.model = builder.model;
        this.transport = new OpenAiTransport(baseUrl, builder.apiKey, model, builder.timeout);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Opens a session; the server is contacted by its prompt. Does not block. */
    @Override
    public AgentSession open(AgentSpec spec, AgentSink sink) {
        if (transport.isClosed()) {
            throw new ChatAgentException(ErrorCode.AGENT_UNAVAILABLE, "The server is stopping. Try again in a moment.");
        }
        OpenAiSession session = new OpenAiSession(transport, sink);
        transport.opened(session);
        return session;
    }

    /** Closes every connection, also of answers that are being written; their sinks hear nothing more. Idempotent. */
    @Override
    public void close() {
        transport.close();
    }

    /** Server and model, never the key. */
    @Override
    public String toString() {
        return "OpenAiConnector[" + baseUrl + ", " + model + "]";
    }

    /** Builds a connector. Mutable and for one thread; can build several. */
    public static final class Builder {
        private URI baseUrl = URI.create("https://api.openai.com/v1");
        private String apiKey = "";
        private String model = "gpt-4o-mini";
        private Duration timeout = Duration.ofSeconds(60);

        private Builder() {}

        /**
         * Where {@code /chat/completions} is, usually ending in {@code /v1}; {@code https://api.openai.com/v1} if not set. A
         * server alone means its {@code /v1}; an address that ends in {@code /chat/completions} is taken as it is.
         *
         * @throws IllegalArgumentException unless it is an absolute http or https URL without user, query and fragment
         */
        public Builder baseUrl(String newBaseUrl) {
            URI given = parse(newBaseUrl.strip().replaceAll("/+$", ""));
            this.baseUrl = given.getRawPath().isEmpty() ? URI.create(given + "/v1") : given;
            return this;
        }

        /**
         * What the server is to know the host by; empty, as it is if not set, for a server that asks for none.
         *
         * @throws IllegalArgumentException when it has other than visible ASCII characters; its message does not hold the key
         */
        public Builder apiKey(String newApiKey) {
            String key = newApiKey.strip();
            check(
                    key.chars().allMatch(c -> c > ' ' && c < 0x7F),
                    Settings.OPENAI_API_KEY.variable()
                            + ": its value has characters that no API key has. Copy it again.");
            this.apiKey = key;
            return this;
        }

        /** The model to ask for, by the server's name for it; {@code gpt-4o-mini} if not set. */
        public Builder model(String newModel) {
            check(!newModel.isBlank(), Settings.OPENAI_MODEL.variable() + ": a model must be named.");
            this.model = newModel.strip();
            return this;
        }

        /** Longest silence of the server, before the answer and within it; 60 seconds if not set. More than zero. */
        public Builder timeout(Duration newTimeout) {
            check(
                    newTimeout.compareTo(Duration.ZERO) > 0,
                    Settings.OPENAI_TIMEOUT.variable() + ": " + newTimeout + " is no wait; it must be more than zero.");
            this.timeout = newTimeout;
            return this;
        }

        /** Opens no connection. */
        public OpenAiConnector build() {
            return new OpenAiConnector(this);
        }

        /** The value is not repeated: people paste keys into the wrong variable. */
        private static URI parse(String text) {
            String rule = Settings.OPENAI_BASE_URL.variable()
                    + ": its value must be an http or https URL like https://api.openai.com/v1, without user, query and"
                    + " fragment.";
            try {
                URI url = new URI(text);
                boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
                check(http && url.getHost() != null && url.getPort() <= 65_535, rule);
                check(url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null, rule);
                return url;
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(rule);
            }
        }

        private static void check(boolean holds, String rule) {
            if (!holds) {
                throw new IllegalArgumentException(rule);
            }
        }
    }
}
