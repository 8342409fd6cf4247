package dev.chatagent.tests.event;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Draft;
import dev.chatagent.config.Settings;
import dev.chatagent.event.Event;
import dev.chatagent.event.StreamId;
import dev.chatagent.jdbc.JdbcStorage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A process that writes messages in many chats at once until it is killed, and says which were acknowledged and which events it heard. */
final class KilledWriter {
    static final String SENT = "sent ";
    static final String HEARD = "heard ";

    private static final int WRITERS = 6;
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private KilledWriter() {}

    /** @param arguments the database's URL and a directory */
    public static void main(String[] arguments) {
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults()
                        .with(Settings.ENVIRONMENT, "development")
                        .with(Settings.HOME, arguments[1])
                        .with(Settings.LIMITS, false)
                        .with(Settings.PASSWORD_COST, 4)
                        .with(Settings.ECHO_DELAY, Duration.ofMillis(1)))
                .storage(JdbcStorage.at(arguments[0]))
                .start();
        Email email = new Email(Long.toString(System.nanoTime(), 36) + "@example.org");
        String token = runtime.accounts()
                .register(new Registration(email, "a password of many words", ""), new ClientInfo("test", "127.0.0.1"))
                .accessToken();
        Principal person = runtime.authenticator().authenticate(token);
        for (int i = 0; i < WRITERS; i++) {
            new Thread(() -> write(runtime, person)).start();
        }
    }

    private static void write(ChatAgentRuntime runtime, Principal person) {
        for (int i = 0; ; i++) {
            ChatSession chat = runtime.chats().create(person, Optional.empty(), Optional.empty());
            runtime.events()
                    .subscribe(person, StreamId.of(chat.id()), 0, KilledWriter::heard)
                    .start();
            Draft draft = Draft.of("some words number " + i, null, Optional.empty(), Optional.empty());
            OUT.println(SENT
                    + runtime.chats().send(person, chat.id(), draft).message().id());
        }
    }

    private static void heard(Event event) {
        OUT.println(HEARD + event.stream().wireName() + " " + event.seq() + " " + event.type());
    }
}
