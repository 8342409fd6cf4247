package dev.chatagent.chat;

/** A message that was taken and the run that answers it; both are durable. */
public record Sent(Message message, Run run) {}
