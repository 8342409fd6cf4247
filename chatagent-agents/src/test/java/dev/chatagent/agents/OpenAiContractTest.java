package dev.chatagent.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.testkit.AgentConnectorContract;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** The connector does what every connector does, with a model server that repeats what it was asked. */
class OpenAiContractTest extends AgentConnectorContract {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<RawServer> servers = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    protected AgentConnector connectToEcho(Duration betweenWords) throws IOException {
        RawServer server = RawServer.start(peer -> repeat(peer, betweenWords));
        servers.add(server);
        return OpenAiConnector.builder().baseUrl(server.url()).build();
    }

    private void repeat(RawServer.Peer peer, Duration betweenWords) throws Exception {
        String body = peer.request().substring(peer.request().indexOf("\r\n\r\n"));
        JsonNode messages = JSON.readTree(body).path("messages");
        String asked = messages.path(messages.size() - 1).path("content").asText();
        peer.head(200, "text/event-stream", "Transfer-Encoding: chunked");
        for (String word : asked.split("(?<=\\s)(?=\\S)", -1)) {
            if (over.await(betweenWords.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            String text = JSON.writeValueAsString(word);
            peer.chunk("data: {\"choices\":[{\"delta\":{\"content\":" + text + "}}]}\n\n");
        }
        peer.chunk("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        peer.chunk("");
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        for (RawServer server : servers) {
            server.close();
        }
    }
}
