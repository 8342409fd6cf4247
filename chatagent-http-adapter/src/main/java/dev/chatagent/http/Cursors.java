package dev.chatagent.http;

import dev.chatagent.account.UserRepository;
import dev.chatagent.chat.ChatRepository.ListPosition;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.file.FileRepository;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.UserId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BiFunction;

/** Cursors: where a page ended, opaque to callers. */
final class Cursors {
    private Cursors() {}

    static String of(ListPosition position) {
        return encode(position.updatedAt() + " " + position.id());
    }

    static String of(int before) {
        return encode(Integer.toString(before));
    }

    static Optional<ListPosition> position(Optional<String> cursor) {
        return timed(cursor, (time, id) -> new ListPosition(time, ChatId.parse(id)));
    }

    private static <T> Optional<T> timed(Optional<String> cursor, BiFunction<Instant, String, T> position) {
        return cursor.map(text -> {
            String[] parts = decode(text).split(" ", 2);
            if (parts.length != 2) {
                throw invalid();
            }
            try {
                return position.apply(Instant.parse(parts[0]), parts[1]);
            } catch (DateTimeException | ChatAgentException e) {
                throw invalid();
            }
        });
    }

    static String of(MessageSearch.Position position) {
        return encode(position.createdAt() + " " + position.id());
    }

    static Optional<MessageSearch.Position> found(Optional<String> cursor) {
        return timed(cursor, (time, id) -> new MessageSearch.Position(time, MessageId.parse(id)));
    }

    static Optional<Integer> before(Optional<String> cursor) {
        return cursor.map(text -> {
            String number = decode(text);
            if (!number.matches("[0-9]{1,9}")) {
                throw invalid();
            }
            return Integer.parseInt(number);
        });
    }

    static String of(UserRepository.ListPosition position) {
        return encode(position.createdAt() + " " + position.id());
    }

    static Optional<UserRepository.ListPosition> account(Optional<String> cursor) {
        return timed(cursor, (time, id) -> new UserRepository.ListPosition(time, UserId.parse(id)));
    }

    static String of(FileRepository.ListPosition position) {
        return encode(position.createdAt() + " " + position.id());
    }

    static Optional<FileRepository.ListPosition> file(Optional<String> cursor) {
        return timed(cursor, (time, id) -> new FileRepository.ListPosition(time, FileId.parse(id)));
    }

    static String of(long place) {
        return encode(Long.toString(place));
    }

    static Optional<Long> place(Optional<String> cursor) {
        return cursor.map(text -> {
            String number = decode(text);
            if (!number.matches("[0-9]{1,18}")) {
                throw invalid();
            }
            return Long.parseLong(number);
        });
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static ChatAgentException invalid() {
        return ChatAgentException.invalid("cursor", "invalid", "Pass 'nextCursor' of the page before, as it was.");
    }
}
