package dev.chatagent.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/** What callers see: everything is passed on to the loop, where {@link Link} keeps the connection. */
final class ReconnectingClient implements ChatAgentClient {
    private final Threads threads;
    private final Loop loop;
    private final Gate gate = new Gate();
    private final Commands commands;
    private final Streams streams;
    private final States states;
    private final Link link;

    ReconnectingClient(
            URI uri,
            Credentials credentials,
            Consumer<StateChange> onState,
            Threads threads,
            Timing timing,
            int maxWaiting) {
        this.threads = threads;
        this.loop = threads.loop;
        this.commands = new Commands(loop, gate, timing, maxWaiting, this::silence);
        this.streams = new Streams(loop, commands);
        Backoff backoff = new Backoff(
                timing.maxBackoff(), () -> ThreadLocalRandom.current().nextDouble());
        Tokens tokens = new Tokens(credentials, loop, threads.executor, timing);
        this.states = new States(threads.executor, onState);
        this.link = new Link(uri, threads, gate, timing, new Link.Parts(commands, streams, tokens, states, backoff));
    }

    private void silence() {
        link.silent();
    }

    @Override
    public CompletableFuture<Void> connect() {
        CompletableFuture<Void> online = new CompletableFuture<>();
        onLoop(online, () -> link.connect(online));
        return online;
    }

    @Override
    public void wake() {
        loop.execute(link::wake);
    }

    @Override
    public ClientState state() {
        return states.current();
    }

    @Override
    public StreamSubscription subscribe(String stream, long since, StreamListener listener) {
        if (since < 0) {
            throw new IllegalArgumentException("A place in a stream is at least 0, not " + since);
        }
        return listen(stream, since, listener);
    }

    @Override
    public StreamSubscription subscribe(String stream, StreamListener listener) {
        return listen(stream, ListenedStream.UNKNOWN, listener);
    }

    private StreamSubscription listen(String name, long since, StreamListener listener) {
        ListenedStream stream = new ListenedStream(
                name, since, listener, threads.executor, gate, closed -> loop.execute(() -> streams.remove(closed)));
        loop.execute(() -> {
            if (state() == ClientState.CLOSED) {
                stream.close();
            } else {
                streams.add(stream);
            }
        });
        return stream;
    }

    @Override
    public CompletableFuture<Sent> send(MessageDraft draft) {
        ObjectNode command =
                Frames.command("send").put("session", draft.session()).put("key", draft.key());
        Frames.addParts(command, draft.parts());
        draft.parent().ifPresent(parent -> command.put("parent", parent));
        return lasting(command, answer -> new Sent(answer.path("message"), answer.path("run")));
    }

    @Override
    public CompletableFuture<JsonNode> cancel(String session, String run) {
        return lasting(Frames.command("cancel").put("session", session).put("run", run), answer -> answer.path("run"));
    }

    @Override
    public CompletableFuture<Void> ping() {
        CompletableFuture<Void> pong = new CompletableFuture<>();
        onLoop(pong, () -> {
            if (state() == ClientState.ONLINE) {
                commands.now(Frames.command("ping"), answer(pong, frame -> null));
            } else {
                fail(pong, Problem.unreachable());
            }
        });
        return pong;
    }

    private <T> CompletableFuture<T> lasting(ObjectNode command, Function<JsonNode, T> result) {
        CompletableFuture<T> future = new CompletableFuture<>();
        onLoop(future, () -> commands.lasting(command, answer(future, result)));
        return future;
    }

    /** The end of the client drops what the loop has not begun: it is asked for afterwards whether it did. */
    private void onLoop(CompletableFuture<?> future, Runnable work) {
        loop.execute(() -> {
            if (state() == ClientState.CLOSED) {
                fail(future, Commands.closed());
            } else {
                work.run();
            }
        });
        if (loop.ended() && !future.isDone()) {
            future.completeExceptionally(new ProblemException(Commands.closed()));
        }
    }

    private <T> Commands.Answer answer(CompletableFuture<T> future, Function<JsonNode, T> result) {
        return Commands.Answer.of(
                frame -> threads.run(() -> future.complete(result.apply(frame))), problem -> fail(future, problem));
    }

    private void fail(CompletableFuture<?> future, Problem problem) {
        threads.run(() -> future.completeExceptionally(new ProblemException(problem)));
    }

    @Override
    public void close() {
        loop.execute(() -> {
            if (state() != ClientState.CLOSED) {
                link.close();
            }
        });
    }
}
