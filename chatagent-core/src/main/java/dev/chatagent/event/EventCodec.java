package dev.chatagent.event;

/** Writes and reads the data of events as JSON objects. Thread-safe; the implementation stands in {@code wire}. */
public interface EventCodec {

    String encode(EventData data);

    /** @throws IllegalArgumentException when the type is not known or the text is not its JSON */
    EventData decode(String type, String json);
}
