package dev.chatagent.agents;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of an answer from the HTTP client, one piece at a time: the next is asked for when the sink has taken all of
 * the last one, so a sink that blocks makes the server wait. Called by the HTTP client, one call after another.
 */
final class AnswerSubscriber implements HttpResponse.BodySubscriber<@Nullable Void> {
    private final OpenAiSession session;
    private final BodyReader reader;
    private final CompletableFuture<@Nullable Void> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    AnswerSubscriber(OpenAiSession session, BodyReader reader) {
        this.session = session;
        this.reader = reader;
    }

    @Override
    public CompletionStage<@Nullable Void> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (session.beginReading()) {
            pieces.forEach(reader::read);
        }
        Flow.Subscription from = subscription;
        if (from == null) {
            return;
        }
        if (session.endReading(reader.answered())) {
            from.request(1);
        } else {
            from.cancel();
            body.complete(null);
        }
    }

    @Override
    public void onError(Throwable error) {
        if (session.beginReading()) {
            reader.broken();
        }
        body.complete(null);
    }

    @Override
    public void onComplete() {
        if (session.beginReading()) {
            reader.finished();
        }
        body.complete(null);
    }
}
