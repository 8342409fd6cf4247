package dev.chatagent.testkit;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.auth.Principal;
import dev.chatagent.chat.ChatSession;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node in a process of its own, set up by its environment: says every event of Ada's stream that it hears, when it was written and when
 * heard, and gives a chat of hers as many titles as a line of its input says.
 */
final class NodeProcess {
    /** Followed by place, time of writing, time of hearing, both in microseconds since the epoch, and the title. */
    static final String HEARD = "heard ";
    /** Followed by a title whose change was acknowledged. */
    static final String ACKNOWLEDGED = "acknowledged ";

    static final String DONE = "done";
    static final String READY = "ready";

    private static final String PASSWORD = "a password of many words";
    private static final ClientInfo CLIENT = new ClientInfo("test", "127.0.0.1");
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final Pattern TITLE = Pattern.compile("\"(node-\\d+-\\d+)\"");
    private static final long RETRY_NANOS = Duration.ofMillis(10).toNanos();

    private NodeProcess() {}

    /** @param arguments its name, node- and a number */
    public static void main(String[] arguments) throws IOException {
        try (ChatAgentRuntime runtime = ChatAgentRuntime.start()) {
            Principal ada = runtime.authenticator().authenticate(token(runtime));
            ChatSession chat = runtime.chats().create(ada, Optional.empty(), Optional.empty());
            runtime.events()
                    .subscribe(ada, StreamId.of(ada.user()), 0, NodeProcess::heard)
                    .start();
            OUT.println(READY);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] order = line.split(" ", -1);
                Duration pause = Duration.ofMillis(Long.parseLong(order[1]));
                write(runtime, ada, chat, arguments[0], Integer.parseInt(order[0]), pause);
            }
        }
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

    private static void heard(Event event) {
        long now = micros(Instant.now());
        Matcher title = TITLE.matcher(event.json());
        OUT.println(HEARD + event.seq() + " " + micros(event.time()) + " " + now + " "
                + (title.find() ? title.group(1) : "-"));
    }

    /** Since the epoch; one machine has one clock. */
    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** What the database refuses for the moment, or of which nobody knows, is not acknowledged. */
    private static void write(
            ChatAgentRuntime runtime, Principal ada, ChatSession chat, String name, int times, Duration pause) {
        for (int i = 0; i < times; i++) {
            String title = name + "-" + i;
            try {
                runtime.chats().rename(ada, chat.id(), title);
                OUT.println(ACKNOWLEDGED + title);
            } catch (ChatAgentException e) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        OUT.println(DONE);
    }
}
