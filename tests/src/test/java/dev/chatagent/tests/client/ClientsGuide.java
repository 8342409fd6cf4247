package dev.chatagent.tests.client;

import dev.chatagent.client.ChatAgentClient;
import dev.chatagent.client.Problem;
import dev.chatagent.client.StreamEvent;
import dev.chatagent.client.StreamListener;
import dev.chatagent.client.StreamSubscription;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The Java of {@code docs/clients.md}. */
@SuppressWarnings("FutureReturnValueIgnored") // who waits for the connection is told by its state
final class ClientsGuide {
    private ClientsGuide() {}

    static ChatAgentClient connected(URI webSocket, Supplier<String> freshToken) {
        ChatAgentClient client = ChatAgentClient.builder(webSocket) // wss://chat.example.org/ws
                .credentials(freshToken) // asked when a connection begins, and before each token ends
                .onState(change -> System.out.println(change.state() + " " + change.reason()))
                .build();
        client.connect();
        return client;
    }

    static StreamSubscription follow(ChatAgentClient client, String chat, long seqOfThePage, Consumer<String> show) {
        return client.subscribe("session:" + chat, seqOfThePage, new StreamListener() {
            @Override
            public void onEvent(StreamEvent event) {
                if (event.type().equals("message.delta")) {
                    show.accept(event.data().path("text").asText());
                }
            }

            @Override
            public void onReset(long seq) {
                show.accept("Too long away: read the page again over HTTP, subscribe from its seq");
            }

            @Override
            public void onGone(Problem problem) {
                show.accept(problem.detail());
            }
        });
    }

    static CompletableFuture<String> ask(ChatAgentClient client, String chat, String text) {
        return client.send(chat, text).thenApply(sent -> sent.runId());
    }
}
