package dev.chatagent.client;

/** A piece of a message to be sent. */
public sealed interface MessagePart {

    /** Text; may be empty beside a file. */
    record Text(String text) implements MessagePart {}

    /** A file that was uploaded into the chat, by its id. */
    record File(String file) implements MessagePart {}
}
