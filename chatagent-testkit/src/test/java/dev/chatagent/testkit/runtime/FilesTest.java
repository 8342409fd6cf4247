package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static dev.chatagent.testkit.runtime.Fixture.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.agent.AgentFile;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.DraftPart;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.Sent;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.file.Download;
import dev.chatagent.file.FileRepository;
import dev.chatagent.file.Files;
import dev.chatagent.file.NewFile;
import dev.chatagent.file.StoredFile;
import dev.chatagent.file.Upload;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FilesTest {
    private final ScriptedAgent agent = new ScriptedAgent();
    private final Fixture fixture = new Fixture(b -> b.agent("scripted", agent)
            .settings(Fixture.settings()
                    .with(Settings.UPLOAD_MAX, 1_000_000L)
                    .with(Settings.UPLOAD_PER_MESSAGE, 2)
                    .with(Settings.UPLOAD_PER_CHAT, 5)
                    .with(Settings.UPLOAD_PER_USER, 2_000_000L)));
    private final Files files = fixture.runtime.files();
    private final Principal ada = fixture.person("ada");
    private final ChatId chat = fixture.chat(ada).id();

    @AfterEach
    void close() {
        fixture.close();
    }

    private StoredFile upload(Principal who, ChatId in, String text, Optional<String> key) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Upload upload = files.begin(who, in, new NewFile("a.txt", "text/plain", OptionalLong.empty(), key))) {
            upload.write(bytes, 0, bytes.length);
            return upload.finish();
        }
    }

    private StoredFile upload(String text) {
        return upload(ada, chat, text, Optional.empty());
    }

    private static Draft with(String text, FileId... ids) {
        List<DraftPart> parts = new ArrayList<>();
        parts.add(new DraftPart.Text(text));
        for (FileId id : ids) {
            parts.add(new DraftPart.File(id));
        }
        return new Draft(parts, Optional.empty(), Optional.empty());
    }

    @Test
    void agent_reads_the_files_of_its_prompt() throws Exception {
        String text = "x".repeat(700_000) + "end";
        StoredFile file = upload(text);
        Sent sent = fixture.runtime.chats().send(ada, chat, with("look", file.id()));
        assertThat(sent.message().parts())
                .containsExactly(new Part.Text("look"), new Part.File(file.id(), "a.txt", "text/plain", file.size()));
        AgentFile given = agent.next().prompt.files().get(0);
        assertThat(given.name()).isEqualTo("a.txt");
        try (InputStream in = given.source().open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
        }
    }

    @Test
    void files_alone_are_a_message_and_name_the_chat() {
        StoredFile file = upload("x");
        fixture.runtime
                .chats()
                .send(ada, chat, new Draft(List.of(new DraftPart.File(file.id())), Optional.empty(), Optional.empty()));
        assertThat(fixture.runtime.chats().get(ada, chat).title()).isEqualTo("a.txt");
    }

    @Test
    void message_takes_so_many_files_each_once_and_of_its_own_chat() {
        FileId one = upload("1").id();
        FileId two = upload("2").id();
        FileId three = upload("3").id();
        ChatId other = fixture.chat(ada).id();
        FileId elsewhere = upload(ada, other, "x", Optional.empty()).id();
        assertRefused(
                ErrorCode.INVALID_REQUEST, () -> fixture.runtime.chats().send(ada, chat, with("x", one, two, three)));
        assertRefused(ErrorCode.INVALID_REQUEST, () -> fixture.runtime.chats().send(ada, chat, with("x", one, one)));
        assertRefused(ErrorCode.INVALID_REQUEST, () -> fixture.runtime.chats().send(ada, chat, with("x", elsewhere)));
        fixture.runtime.chats().send(ada, chat, with("x", one, two));
    }

    @Test
    void file_of_a_message_stays_until_its_chat_goes() {
        StoredFile file = upload("x");
        fixture.runtime.chats().send(ada, chat, with("look", file.id()));
        assertRefused(ErrorCode.CONFLICT, () -> files.delete(ada, chat, file.id()));
        fixture.clock.advance(Duration.ofDays(30));
        files.prune();
        Principal later = fixture.runtime
                .authenticator()
                .authenticate(fixture.login("ada").accessToken());
        assertThat(files.open(later, chat, file.id()).file().message()).isNotNull();
        fixture.runtime.chats().delete(later, chat);
        assertRefused(ErrorCode.NOT_FOUND, () -> files.open(later, chat, file.id()));
    }

    @Test
    void file_that_no_message_comes_to_refer_to_goes_after_a_day() {
        StoredFile file = upload("x");
        fixture.clock.advance(Duration.ofHours(24));
        assertThat(files.prune()).isZero();
        fixture.clock.advance(Duration.ofMillis(1));
        assertThat(files.prune()).isEqualTo(1);
        assertGone(chat, file.id());
    }

    private void assertGone(ChatId in, FileId id) {
        boolean there = fixture.storage.read(
                unit -> unit.get(FileRepository.class).find(ada.user(), in, id).isPresent());
        assertThat(there).isFalse();
    }

    @Test
    void deleted_account_takes_its_files_along() {
        StoredFile file = upload("x");
        fixture.runtime.accountDeletion().delete(ada, Fixture.PASSWORD);
        assertGone(chat, file.id());
    }

    @Test
    void room_is_exact_when_fifty_take_it_at_once() throws Exception {
        List<Optional<StoredFile>> stored = atOnce(50, () -> upload("x"));
        assertThat(stored.stream().filter(Optional::isPresent)).hasSize(5);
        ChatId other = fixture.chat(ada).id();
        String most = "x".repeat(900_000);
        List<Optional<StoredFile>> large = atOnce(10, () -> upload(ada, other, most, Optional.empty()));
        assertThat(large.stream().filter(Optional::isPresent)).hasSize(2);
        assertRefused(ErrorCode.QUOTA_EXCEEDED, () -> upload(ada, other, most, Optional.empty()));
        fixture.runtime.chats().delete(ada, other);
        ChatId next = fixture.chat(ada).id();
        upload(ada, next, most, Optional.empty());
    }

    @Test
    void same_key_is_one_file_and_a_key_of_another_is_refused() throws Exception {
        List<Optional<StoredFile>> stored = atOnce(8, () -> upload(ada, chat, "x", Optional.of("key")));
        assertThat(stored.stream().flatMap(Optional::stream).distinct()).hasSize(1);
        assertRefused(ErrorCode.CONFLICT, () -> upload(ada, chat, "y", Optional.of("key")));
        Principal eve = fixture.person("eve");
        assertRefused(ErrorCode.NOT_FOUND, () -> upload(eve, chat, "x", Optional.of("key")));
        upload(eve, fixture.chat(eve).id(), "x", Optional.of("key"));
    }

    @Test
    void download_is_read_in_pieces() {
        String text = IntStream.range(0, 90_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        StoredFile file = upload(text);
        Download download = files.open(ada, chat, file.id());
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < download.pieces(); i++) {
            read.append(new String(download.piece(i), StandardCharsets.US_ASCII));
        }
        assertThat(read).hasToString(text);
        assertThat(download.pieces()).isEqualTo(3);
    }
}
