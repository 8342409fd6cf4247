package dev.chatagent.wire;

import dev.chatagent.event.Event;

/** Events as they cross a connection: {@code {stream, seq, type, time, data}}. */
public final class EventFrames {
    private EventFrames() {}

    /** The JSON object of one event; its data is taken over as it was stored. */
    public static String json(Event event) {
        return "{\"stream\":\"" + event.stream().wireName() + "\",\"seq\":" + event.seq() + ",\"type\":\""
                + event.type() + "\",\"time\":\"" + event.time() + "\",\"data\":" + event.json() + "}";
    }
}
