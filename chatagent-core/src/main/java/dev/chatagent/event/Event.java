package dev.chatagent.event;

import java.time.Instant;

/**
 * An event at its place in its stream.
 *
 * @param seq place in the stream: 1, 2, 3 … without a gap
 * @param json the data, a JSON object
 */
public record Event(StreamId stream, long seq, String type, Instant time, String json) {}
