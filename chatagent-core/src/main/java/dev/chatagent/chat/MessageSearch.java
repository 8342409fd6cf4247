package dev.chatagent.chat;

import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repository of full-text search over messages. What is not the owner's is never found. */
public interface MessageSearch {

    /**
     * Messages that have all the words, newest first; of those with the same time, by chat and place, the greatest first.
     * Those after the position when one is given.
     */
    List<Hit> search(UserId owner, SearchWords words, Optional<Position> after, int limit);

    /** A message that was found, and the title of its chat. Of a text of more than 2,000 characters only a snippet is kept. */
    record Hit(String chatTitle, Message message) {
        private static final int MAX_CHARS = 2_000;

        /** As found by those words: a page of hits must not hold all the text of long messages. */
        public static Hit of(String chatTitle, Message message, SearchWords words) {
            return new Hit(
                    chatTitle,
                    message.chars() <= MAX_CHARS
                            ? message
                            : message.with(message.status(), words.snippet(message.text()), message.error()));
        }

        /** Its place in the order of hits. */
        public Position position() {
            return new Position(message.createdAt(), message.id());
        }
    }

    /** Where a page of hits ended. */
    record Position(Instant createdAt, MessageId id) implements Comparable<Position> {

        /** The order of hits. */
        @Override
        public int compareTo(Position other) {
            int byTime = other.createdAt.compareTo(createdAt);
            if (byTime != 0) {
                return byTime;
            }
            int byChat = text(other.id.chat()).compareTo(text(id.chat()));
            return byChat != 0 ? byChat : Integer.compare(other.id.seq(), id.seq());
        }

        /** As text, because {@link java.util.UUID} compares as signed numbers and no database does. */
        private static String text(ChatId id) {
            return id.value().toString();
        }
    }
}
