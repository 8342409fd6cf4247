package dev.chatagent.jdbc;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.event.Event;
import dev.chatagent.event.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A node in a process of its own: says every event of Ada's stream that it hears, when it was written and when heard, and renames a chat of
 * hers as often as a line of its input says.
 */
final class NodeProcess {
    static final String HEARD = "heard ";
    static final String WRITTEN = "written ";
    static final String READY = "ready";

    private static final String PASSWORD = "a password of many words";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private NodeProcess() {}

    public static void main(String[] arguments) throws IOException {
        String name = arguments[1];
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                .storage(JdbcStorage.at(arguments[0]))
                .start();
        Principal ada = runtime.authenticator().authenticate(token(runtime));
        ChatSession chat = runtime.chats().create(ada, Optional.empty(), Optional.empty());
        runtime.events()
                .subscribe(ada, StreamId.of(ada.user()), 0, event -> heard(event, name))
                .start();
        OUT.println(READY);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] order = line.split(" ", -1);
            write(runtime, ada, chat, name, Integer.parseInt(order[0]), Duration.ofMillis(Long.parseLong(order[1])));
        }
        runtime.close();
    }

    private static String token(ChatAgentRuntime runtime) {
        Email ada = new Email("ada@example.org");
        try {
            return runtime.accounts()
                    .register(new Registration(ada, PASSWORD, ""), CLIENT)
                    .accessToken();
        } catch (ChatAgentException e) { // another node was first
            return runtime.accounts().login(ada, PASSWORD, CLIENT).accessToken();
        }
    }

    private static void heard(Event event, String name) {
        long now = micros(Instant.now());
        boolean own = event.json().contains("\"" + name + " ");
        OUT.println(HEARD + event.seq() + " " + micros(event.time()) + " " + now + " " + own);
    }

    /** Since the epoch; one machine has one clock. */
    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** A write that the database refuses for the moment, or of which nobody knows, is not counted as written. */
    private static void write(
            ChatAgentRuntime runtime, Principal ada, ChatSession chat, String name, int times, Duration pause) {
        int written = 0;
        for (int i = 0; i < times; i++) {
            try {
                runtime.chats().rename(ada, chat.id(), name + " " + i);
                written++;
            } catch (ChatAgentException e) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        OUT.println(WRITTEN + written);
    }
}
