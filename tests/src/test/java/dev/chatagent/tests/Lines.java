package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A WebSocket and an event stream of one token, both heard from, and when they end. */
final class Lines implements AutoCloseable, WebSocket.Listener {
    private static final long PATIENCE_SECONDS = 60;
    private static final int REVOKED = 4501;

    private final CompletableFuture<Boolean> socketOpen = new CompletableFuture<>();
    private final CompletableFuture<Boolean> streamOpen = new CompletableFuture<>();
    private final CompletableFuture<Long> socketEnd = new CompletableFuture<>();
    private final CompletableFuture<Long> streamEnd = new CompletableFuture<>();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();
    private final WebSocket socket;
    private final AtomicInteger socketHeard = new AtomicInteger();
    private final AtomicInteger streamHeard = new AtomicInteger();
    private volatile long lastHeard;
    private volatile @Nullable InputStream stream;

    private Lines(String url, String token) {
        HttpClient http = HttpClient.newHttpClient();
        socket = http.newWebSocketBuilder()
                .subprotocols("chatagent.v1", "bearer." + token)
                .buildAsync(URI.create(url.replaceFirst("^http", "ws") + "/ws"), this)
                .join();
        socket.sendText("{\"id\":\"1\",\"type\":\"subscribe\",\"stream\":\"user\"}", true)
                .join();
        HttpRequest events = HttpRequest.newBuilder(URI.create(url + "/api/events"))
                .header("Authorization", "Bearer " + token)
                .build();
        new Thread(() -> read(http, events)).start();
    }

    /** Answers once both have said that they listen. */
    static Lines open(String url, String token) throws Exception {
        Lines lines = new Lines(url, token);
        lines.socketOpen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        lines.streamOpen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return lines;
    }

    private void read(HttpClient http, HttpRequest events) {
        try {
            InputStream body =
                    http.send(events, HttpResponse.BodyHandlers.ofInputStream()).body();
            stream = body;
            BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lastHeard = System.nanoTime();
                streamHeard.incrementAndGet();
                streamOpen.complete(true);
            }
            streamEnd.complete(System.nanoTime());
        } catch (IOException e) {
            streamEnd.complete(System.nanoTime());
        } catch (InterruptedException e) {
            streamEnd.completeExceptionally(e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        lastHeard = System.nanoTime();
        socketHeard.incrementAndGet();
        socketOpen.complete(true);
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        code.complete(statusCode);
        socketEnd.complete(System.nanoTime());
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        code.completeExceptionally(error);
        socketEnd.complete(System.nanoTime());
    }

    /** Waits until both have ended because the login has; answers how long after that moment. */
    long millisUntilEnd(long nanoTime) throws Exception {
        return millisUntilEnd(nanoTime, REVOKED);
    }

    /** Waits until both have ended, the WebSocket with that code; answers how long after that moment. */
    long millisUntilEnd(long nanoTime, int why) throws Exception {
        long socketAt = socketEnd.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long streamAt = streamEnd.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(code.get()).isEqualTo(why);
        return TimeUnit.NANOSECONDS.toMillis(Math.max(socketAt, streamAt) - nanoTime);
    }

    /** How often both have been told something, at least. */
    int heard() {
        return Math.min(socketHeard.get(), streamHeard.get());
    }

    /** Once both have ended: how long after that moment either was told something. */
    long millisUntilSilence(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(lastHeard - nanoTime);
    }

    boolean open() {
        return !socketEnd.isDone() && !streamEnd.isDone();
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        InputStream body = stream;
        if (body != null) {
            body.close();
        }
    }
}
