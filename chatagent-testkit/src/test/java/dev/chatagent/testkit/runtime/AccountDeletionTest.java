package dev.chatagent.testkit.runtime;

import static dev.chatagent.testkit.runtime.Fixture.CLIENT;
import static dev.chatagent.testkit.runtime.Fixture.PASSWORD;
import static dev.chatagent.testkit.runtime.Fixture.assertRefused;
import static dev.chatagent.testkit.runtime.Fixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.AccountDeletion;
import dev.chatagent.account.TokenPair;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountDeletionTest {
    private final Fixture fixture = new Fixture();
    private final AccountDeletion deletion = fixture.runtime.accountDeletion();
    private final Principal root = authenticate(fixture.runtime
            .accounts()
            .setUp(
                    fixture.runtime.accounts().setupToken().orElseThrow(),
                    Fixture.registration("root@example.org"),
                    CLIENT));

    @AfterEach
    void close() {
        fixture.close();
    }

    private Principal authenticate(TokenPair pair) {
        return fixture.runtime.authenticator().authenticate(pair.accessToken());
    }

    private long events(StreamId stream) {
        return fixture.storage.read(unit -> unit.get(EventRepository.class).lastSeq(stream));
    }

    @Test
    void deleting_oneself_leaves_nothing_but_the_record() {
        TokenPair pair = fixture.register("ada");
        Principal ada = authenticate(pair);
        ChatSession chat = fixture.chat(ada);
        fixture.runtime.chats().send(ada, chat.id(), draft("a long answer ".repeat(50)));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> deletion.delete(ada, "wrong"));
        deletion.delete(ada, PASSWORD);
        assertThat(fixture.runtime
                        .audit()
                        .page(root, Optional.empty(), 1)
                        .get(0)
                        .event())
                .isEqualTo("user_deleted");
        assertRefused(ErrorCode.INVALID_TOKEN, () -> authenticate(pair));
        assertRefused(ErrorCode.INVALID_TOKEN, () -> fixture.runtime.accounts().refresh(pair.refreshToken()));
        assertRefused(ErrorCode.BAD_CREDENTIALS, () -> fixture.login("ada"));
        assertThat(events(StreamId.of(chat.id()))).isZero();
        assertThat(events(StreamId.of(ada.user()))).isZero();
        assertThat(fixture.runtime.audit().verify(root).intact()).isTrue();
        assertThat(fixture.register("ada").user().id()).isNotEqualTo(ada.user());
    }

    @Test
    void administrators_delete_others_but_never_the_last_of_themselves() {
        Principal ada = fixture.person("ada");
        Principal eve = fixture.person("eve");
        fixture.chat(eve);
        assertRefused(ErrorCode.FORBIDDEN, () -> deletion.delete(ada, eve.user()));
        deletion.delete(root, ada.user());
        assertRefused(ErrorCode.NOT_FOUND, () -> deletion.delete(root, ada.user()));
        assertRefused(ErrorCode.CONFLICT, () -> deletion.delete(root, PASSWORD));
        assertThat(fixture.runtime.chats().list(eve, Optional.empty(), 10).items())
                .hasSize(1);
    }
}
