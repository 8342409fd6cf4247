package dev.chatagent.chat;

/** A piece of a message. */
public sealed interface Part {

    /** Text, Markdown when an agent wrote it. */
    record Text(String text) implements Part {}
}
