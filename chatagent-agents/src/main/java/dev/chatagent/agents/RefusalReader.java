package dev.chatagent.agents;

import dev.chatagent.agent.AgentEvent;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** Reads the body of a refusal, as far as an explanation reaches, and sends the failure that it means. */
final class RefusalReader implements BodyReader {
    private static final int MAX_BYTES = 16 * 1024;

    private final int status;
    private final HttpHeaders headers;
    private final Consumer<AgentEvent> out;
    private final Failures failures;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    RefusalReader(int status, HttpHeaders headers, Consumer<AgentEvent> out, Failures failures) {
        this.status = status;
        this.headers = headers;
        this.out = out;
        this.failures = failures;
    }

    @Override
    public void read(ByteBuffer bytes) {
        byte[] copy = new byte[Math.min(bytes.remaining(), MAX_BYTES - body.size())];
        bytes.get(copy);
        body.writeBytes(copy);
        if (body.size() == MAX_BYTES) {
            finished();
        }
    }

    @Override
    public void finished() {
        out.accept(failures.refused(status, headers, body.toString(StandardCharsets.UTF_8)));
    }

    @Override
    public void broken() {
        finished();
    }

    @Override
    public void silent(Duration waited) {
        finished();
    }
}
