package dev.chatagent.wire;

import dev.chatagent.chat.ChatEvent;
import dev.chatagent.event.EventCodec;
import dev.chatagent.event.EventData;
import dev.chatagent.presence.PresenceEvent;
import java.util.Map;

/** Events as JSON; the one table of event types. Thread-safe. */
public final class JsonEventCodec implements EventCodec {
    private static final Map<String, Class<? extends EventData>> TYPES = Map.ofEntries(
            Map.entry("session.created", ChatEvent.SessionCreated.class),
            Map.entry("session.updated", ChatEvent.SessionUpdated.class),
            Map.entry("session.deleted", ChatEvent.SessionDeleted.class),
            Map.entry("message.created", ChatEvent.MessageCreated.class),
            Map.entry("message.delta", ChatEvent.MessageDelta.class),
            Map.entry("message.completed", ChatEvent.MessageCompleted.class),
            Map.entry("run.started", ChatEvent.RunStarted.class),
            Map.entry("run.completed", ChatEvent.RunCompleted.class),
            Map.entry("run.failed", ChatEvent.RunFailed.class),
            Map.entry("run.cancelled", ChatEvent.RunCancelled.class),
            Map.entry("run.interrupted", ChatEvent.RunInterrupted.class),
            Map.entry("presence.joined", PresenceEvent.PresenceJoined.class),
            Map.entry("presence.left", PresenceEvent.PresenceLeft.class));

    /** Every type of event there is, and what its data is. */
    public static Map<String, Class<? extends EventData>> types() {
        return TYPES;
    }

    @Override
    public String encode(EventData data) {
        return Json.write(data);
    }

    @Override
    public EventData decode(String type, String json) {
        Class<? extends EventData> known = TYPES.get(type);
        if (known == null) {
            throw new IllegalArgumentException("Unknown event type '" + type + "'");
        }
        return Json.readTrusted(json, known);
    }
}
