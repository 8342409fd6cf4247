package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.chat.ChatRepository;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageSearch;
import dev.chatagent.chat.MessageSearch.Hit;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.NewMessage;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every storage keeps to about searching messages. */
abstract class SearchRowsContract extends EventRowsContract {
    private List<Hit> search(UserId who, String query, Optional<MessageSearch.Position> after, int limit) {
        return read(MessageSearch.class, all -> all.search(who, SearchWords.parse(query), after, limit));
    }

    private List<String> found(String query) {
        return search(owner, query, Optional.empty(), 99).stream()
                .map(hit -> hit.message().text())
                .toList();
    }

    private Message say(ChatId where, String text, Instant at) {
        NewMessage message =
                new NewMessage(null, MessageRole.USER, List.of(new Part.Text(text)), MessageStatus.COMPLETE, at, null);
        return write(ChatRepository.class, chats -> chats.append(owner, where, message));
    }

    @Test
    void a_message_is_found_by_the_beginnings_of_its_words() {
        newChat(chat, T);
        say(chat, "The connection to the database was refused.", T);
        say(chat, "Nothing of the kind", T.plusSeconds(1));
        assertThat(found("database")).containsExactly("The connection to the database was refused.");
        assertThat(found("DATA conn")).containsExactly("The connection to the database was refused.");
        assertThat(found("refused database connection")).hasSize(1);
        assertThat(found("base")).isEmpty();
        assertThat(found("database nothing")).isEmpty();
        assertThat(found("the")).hasSize(2);
    }

    @Test
    void words_are_found_whatever_stands_around_them() {
        newChat(chat, T);
        String text = "first line\nsecond\t\"quoted\" {\"key\":\"value\"} snake_case a-b \\backslash x2y";
        say(chat, text, T);
        for (String word : List.of("line", "second", "quoted", "key", "value", "case", "b", "backslash", "x2y")) {
            assertThat(found(word)).as(word).containsExactly(text);
        }
        assertThat(found("type"))
                .as("what is stored around the text is not found")
                .isEmpty();
        assertThat(found("nsecond")).as("nor an escape").isEmpty();
    }

    @Test
    void case_accents_and_width_make_no_difference() {
        newChat(chat, T);
        say(chat, "Crème brûlée für Ærø in Łódź, ＷＩＤＥ letters, ΑΘΗΝΑ", T);
        for (String word : List.of("creme", "CRÈME", "brulee", "fur", "für", "wide", "αθηνα", "letters")) {
            assertThat(found(word)).as(word).hasSize(1);
        }
    }

    @Test
    void scripts_without_spaces_are_found_in_the_middle() {
        newChat(chat, T);
        say(chat, "データベースの接続が拒否されました", T);
        say(chat, "数据库连接被拒绝", T);
        assertThat(found("接続")).containsExactly("データベースの接続が拒否されました");
        assertThat(found("连接")).containsExactly("数据库连接被拒绝");
    }

    @Test
    void nothing_of_another_person_is_found() {
        newChat(chat, T);
        say(chat, "a secret plan", T);
        assertThat(search(stranger, "secret", Optional.empty(), 9)).isEmpty();
        assertThat(search(owner, "secret", Optional.empty(), 9)).hasSize(1);
    }

    @Test
    void hits_come_newest_first_over_all_chats_with_the_titles_of_their_chats() {
        ChatId other = new ChatId(UUID.randomUUID());
        newChat(chat, T);
        newChat(other, T);
        say(chat, "word one", T.plusSeconds(1));
        say(other, "word two", T.plusSeconds(2));
        say(chat, "word three", T.plusSeconds(3));
        flag(write(ChatRepository.class, chats -> chats.updateTitle(owner, other, "the other", T.plusSeconds(4))))
                .isTrue();
        assertThat(found("word")).containsExactly("word three", "word two", "word one");
        assertThat(search(owner, "two", Optional.empty(), 9))
                .extracting(Hit::chatTitle)
                .containsExactly("the other");
    }

    @Test
    void pages_of_hits_join_over_equal_times() {
        List<MessageId> said = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
            ChatId one = new ChatId(UUID.randomUUID());
            newChat(one, T);
            for (int m = 0; m < 5; m++) {
                said.add(say(one, "again and again", T.plusSeconds(m / 2)).id());
            }
        }
        List<Hit> all = search(owner, "again", Optional.empty(), 99);
        assertThat(all).extracting(hit -> hit.message().id()).containsExactlyInAnyOrderElementsOf(said);
        List<Hit> joined = new ArrayList<>();
        List<Hit> page = search(owner, "again", Optional.empty(), 4);
        while (!page.isEmpty()) {
            joined.addAll(page);
            page = search(owner, "again", Optional.of(page.get(page.size() - 1).position()), 4);
        }
        assertThat(joined).isEqualTo(all);
    }

    @Test
    void of_long_messages_what_is_around_the_words_is_found() {
        newChat(chat, T);
        SearchWords words = SearchWords.parse("needle");
        String text = "hay and straw ".repeat(3_000) + "needle " + "straw and hay ".repeat(9_000);
        for (int i = 0; i < 60; i++) {
            say(chat, text, T.plusSeconds(i));
        }
        List<Hit> hits = search(owner, "needle", Optional.empty(), 50);
        assertThat(hits).hasSize(50).allSatisfy(hit -> {
            assertThat(hit.message().chars()).isLessThanOrEqualTo(2_000);
            assertThat(words.snippet(hit.message().text())).contains("needle").hasSizeLessThanOrEqualTo(200);
        });
        assertThat(search(owner, "needle", Optional.of(hits.get(49).position()), 50))
                .hasSize(10);
    }

    @Test
    void what_has_changed_is_found_as_it_is_now() {
        newChat(chat, T);
        Message message = say(chat, "before", T);
        Message changed = new Message(
                message.id(),
                message.seq(),
                null,
                message.role(),
                List.of(new Part.Text("after")),
                message.status(),
                T,
                null,
                null);
        flag(write(ChatRepository.class, chats -> chats.update(owner, changed))).isTrue();
        assertThat(found("before")).isEmpty();
        assertThat(found("after")).containsExactly("after");
        flag(write(ChatRepository.class, chats -> chats.delete(owner, chat))).isTrue();
        assertThat(found("after")).isEmpty();
    }

    @Test
    void what_looks_like_an_operator_is_a_word_or_nothing() {
        newChat(chat, T);
        say(chat, "plain text with OR and NOT and near", T);
        for (String query :
                List.of("text OR nothing", "\"text\" NOT", "text' --", "text & !with", "tex*", "text:*", "(text")) {
            SearchWords words = SearchWords.parse(query);
            List<Hit> hits = read(MessageSearch.class, all -> all.search(owner, words, Optional.empty(), 9));
            assertThat(hits).as(query).hasSize(words.words().contains("nothing") ? 0 : 1);
        }
    }

    @Test
    void long_messages_are_found_to_their_last_word() {
        newChat(chat, T);
        say(chat, "many words ".repeat(20_000) + "finally", T);
        assertThat(found("final")).hasSize(1);
    }
}
