package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Something that happened, at its place in its stream.
 *
 * @param stream {@code user} or {@code session:<id>}
 * @param seq place in the stream: 1, 2, 3 … without a gap
 * @param type e.g. {@code message.delta}; there may be types that this version does not know
 * @param data what happened, as {@code docs/asyncapi.json} describes it for each type; not to be changed
 */
public record StreamEvent(String stream, long seq, String type, Instant time, JsonNode data) {}
