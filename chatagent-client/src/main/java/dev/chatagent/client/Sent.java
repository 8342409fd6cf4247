package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message that is stored, and the run that answers it.
 *
 * @param message as {@code docs/asyncapi.json} describes it; not to be changed
 * @param run likewise
 */
public record Sent(JsonNode message, JsonNode run) {

    public String messageId() {
        return message.path("id").asText();
    }

    public String runId() {
        return run.path("id").asText();
    }
}
