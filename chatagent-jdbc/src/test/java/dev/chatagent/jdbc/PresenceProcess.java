package dev.chatagent.jdbc;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.Settings;
import dev.chatagent.presence.ConnectionKind;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node in a process of its own, to which connections of Ada's come and from which they go until it is killed. */
final class PresenceProcess {
    static final String READY = "ready";

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private PresenceProcess() {}

    /** @param arguments the database, Ada's password, and how many connections are open at once */
    public static void main(String[] arguments) {
        ChatAgentRuntime runtime = ChatAgentRuntime.builder()
                .settings(Settings.defaults().with(Settings.ENVIRONMENT, "test"))
                .storage(JdbcStorage.at(arguments[0]))
                .start();
        Principal ada = runtime.authenticator()
                .authenticate(runtime.accounts()
                        .login(new Email("ada@example.org"), arguments[1], new ClientInfo("test", "127.0.0.1"))
                        .accessToken());
        int most = Integer.parseInt(arguments[2]);
        Deque<Runnable> open = new ArrayDeque<>();
        while (runtime.presence().list(ada).size() < most) {
            comeAndGo(runtime, ada, open, most);
        }
        OUT.println(READY);
        while (true) {
            comeAndGo(runtime, ada, open, most);
        }
    }

    private static void comeAndGo(ChatAgentRuntime runtime, Principal ada, Deque<Runnable> open, int most) {
        open.add(runtime.presence().joined(ada, ConnectionKind.WEBSOCKET, () -> {}));
        if (open.size() > most) {
            open.remove().run();
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
