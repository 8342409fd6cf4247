package dev.chatagent.chat;

import dev.chatagent.event.EventData;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;

/** What happens to chats, messages and runs. Session events go to the owner's stream, all others to the chat's. */
public sealed interface ChatEvent extends EventData {

    record SessionCreated(ChatSession session) implements ChatEvent {
        @Override
        public String type() {
            return "session.created";
        }
    }

    record SessionUpdated(ChatSession session) implements ChatEvent {
        @Override
        public String type() {
            return "session.updated";
        }
    }

    record SessionDeleted(ChatId sessionId) implements ChatEvent {
        @Override
        public String type() {
            return "session.deleted";
        }
    }

    record MessageCreated(Message message) implements ChatEvent {
        @Override
        public String type() {
            return "message.created";
        }
    }

    /** More text of a message that is being written. */
    record MessageDelta(MessageId messageId, String text) implements ChatEvent {
        @Override
        public String type() {
            return "message.delta";
        }
    }

    /** A message has reached its final status, with all of its text. */
    record MessageCompleted(Message message) implements ChatEvent {
        @Override
        public String type() {
            return "message.completed";
        }
    }

    record RunStarted(Run run) implements ChatEvent {
        @Override
        public String type() {
            return "run.started";
        }
    }

    record RunCompleted(Run run) implements ChatEvent {
        @Override
        public String type() {
            return "run.completed";
        }
    }

    record RunFailed(Run run) implements ChatEvent {
        @Override
        public String type() {
            return "run.failed";
        }
    }

    record RunCancelled(Run run) implements ChatEvent {
        @Override
        public String type() {
            return "run.cancelled";
        }
    }

    record RunInterrupted(Run run) implements ChatEvent {
        @Override
        public String type() {
            return "run.interrupted";
        }
    }

    /** The event of a run that has reached its final status. */
    static ChatEvent ended(Run run) {
        return switch (run.status()) {
            case RUNNING -> throw new IllegalArgumentException("The run goes on");
            case COMPLETED -> new RunCompleted(run);
            case FAILED -> new RunFailed(run);
            case CANCELLED -> new RunCancelled(run);
            case INTERRUPTED -> new RunInterrupted(run);
        };
    }
}
