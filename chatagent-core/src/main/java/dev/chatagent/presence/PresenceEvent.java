package dev.chatagent.presence;

import dev.chatagent.event.EventData;

/** What happens to somebody's connections; told in their own stream. */
public sealed interface PresenceEvent extends EventData {

    record PresenceJoined(PresentConnection connection) implements PresenceEvent {
        @Override
        public String type() {
            return "presence.joined";
        }
    }

    record PresenceLeft(PresentConnection connection) implements PresenceEvent {
        @Override
        public String type() {
            return "presence.left";
        }
    }
}
