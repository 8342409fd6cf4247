package dev.chatagent.agent;

/** Tokens read and written in a turn. */
public record Usage(long inputTokens, long outputTokens) {}
