package dev.chatagent.event;

import java.time.Instant;

/** An event that has no place in its stream yet. */
public record EventDraft(StreamId stream, String type, Instant time, String json) {}
