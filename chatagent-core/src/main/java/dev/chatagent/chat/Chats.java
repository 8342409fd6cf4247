package dev.chatagent.chat;

import dev.chatagent.account.Belongings;
import dev.chatagent.agent.AgentConnector;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.agent.Agents;
import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.config.RunConflict;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.event.EventLog;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamAccess;
import dev.chatagent.event.StreamId;
import dev.chatagent.file.Attachments;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A person's chats: list, read, send, stop. Everything is the caller's own; the rest does not exist. Thread-safe. */
public final class Chats implements StreamAccess, Belongings {
    /** Most items of a page. */
    public static final int MAX_PAGE = 200;

    /** A page with more text than this ends early. */
    private static final long MAX_PAGE_BYTES = 4 << 20;

    private static final int HISTORY_MESSAGES = 50;
    private static final int HISTORY_CHARS = 200_000;
    private static final long HISTORY_BYTES = 4L * HISTORY_CHARS;

    private final Storage storage;
    private final EventLog log;
    private final Agents agents;
    private final RunEngine engine;
    private final Clock clock;
    private final IdGenerator ids;
    private final RunConflict runConflict;
    private final Attachments attachments;
    private final PartialTexts partialTexts;

    /** Wired by the runtime. */
    public Chats(
            Storage storage,
            EventLog log,
            Agents agents,
            RunEngine engine,
            Clock clock,
            IdGenerator ids,
            RunConflict runConflict,
            Attachments attachments) {
        this.storage = storage;
        this.log = log;
        this.agents = agents;
        this.engine = engine;
        this.clock = clock;
        this.ids = ids;
        this.runConflict = runConflict;
        this.attachments = attachments;
        this.partialTexts = new PartialTexts(log);
    }

    /** Makes a chat. Without a title its first message names it; without an agent it gets the default one. */
    public ChatSession create(Principal principal, Optional<String> title, Optional<String> agent) {
        principal.require(Permission.CHAT);
        Instant now = now();
        ChatSession session = new ChatSession(
                new ChatId(ids.next()), Titles.accept(title.orElse("")), agents.resolve(agent), now, now, 0);
        return storage.write(unit -> {
            unit.get(ChatRepository.class).insert(principal.user(), principal.tenant(), session);
            log.append(unit, StreamId.of(principal.user()), new ChatEvent.SessionCreated(session));
            return session;
        });
    }

    /** Last changed first. */
    public SessionPage list(Principal principal, Optional<ChatRepository.ListPosition> after, int limit) {
        principal.require(Permission.CHAT);
        int size = pageSize(limit);
        List<ChatSession> found =
                storage.read(unit -> unit.get(ChatRepository.class).list(principal.user(), after, size + 1));
        if (found.size() <= size) {
            return new SessionPage(found, null);
        }
        ChatSession last = found.get(size - 1);
        return new SessionPage(found.subList(0, size), new ChatRepository.ListPosition(last.updatedAt(), last.id()));
    }

    public ChatSession get(Principal principal, ChatId id) {
        principal.require(Permission.CHAT);
        return storage.read(unit -> find(unit, principal.user(), id));
    }

    private static ChatSession find(UnitOfWork unit, UserId owner, ChatId id) {
        return unit.get(ChatRepository.class).find(owner, id).orElseThrow(ChatAgentException::notFound);
    }

    public ChatSession rename(Principal principal, ChatId id, String title) {
        principal.require(Permission.CHAT);
        String accepted = Titles.accept(title);
        return storage.write(unit -> {
            unit.get(ChatRepository.class).updateTitle(principal.user(), id, accepted, now());
            return announce(unit, principal.user(), id);
        });
    }

    private ChatSession announce(UnitOfWork unit, UserId owner, ChatId id) {
        ChatSession session = find(unit, owner, id);
        log.append(unit, StreamId.of(owner), new ChatEvent.SessionUpdated(session));
        return session;
    }

    /** Deletes the chat with everything in it; an answer that is being written is stopped. */
    public void delete(Principal principal, ChatId id) {
        principal.require(Permission.CHAT);
        get(principal, id);
        engine.abandon(id);
        storage.write(unit -> {
            if (!unit.get(ChatRepository.class).delete(principal.user(), id)) {
                throw ChatAgentException.notFound();
            }
            unit.get(EventRepository.class).delete(StreamId.of(id), principal.user());
            log.append(unit, StreamId.of(principal.user()), new ChatEvent.SessionDeleted(id));
            return true;
        });
    }

    @Override
    public void stop(UserId owner) {
        engine.abandon(owner);
    }

    @Override
    public void delete(UnitOfWork unit, UserId owner) {
        ChatRepository chats = unit.get(ChatRepository.class);
        EventRepository events = unit.get(EventRepository.class);
        List<ChatSession> some = chats.list(owner, Optional.empty(), MAX_PAGE);
        while (!some.isEmpty()) {
            for (ChatSession session : some) {
                chats.delete(owner, session.id());
                events.delete(StreamId.of(session.id()), owner);
            }
            some = chats.list(owner, Optional.empty(), MAX_PAGE);
        }
        events.delete(StreamId.of(owner), owner);
    }

    /**
     * A page of the history; a message that is being written comes with its text so far. There may be fewer than asked for: once it
     * has more than 4 MiB of text a page ends.
     *
     * @param before the page before this place; empty: the last page
     */
    public MessagePage messages(Principal principal, ChatId id, Optional<Integer> before, int limit) {
        principal.require(Permission.CHAT);
        UserId owner = principal.user();
        int size = pageSize(limit);
        return storage.read(unit -> {
            find(unit, owner, id);
            List<Message> found = unit.get(ChatRepository.class)
                    .messages(owner, id, Math.max(1, before.orElse(Integer.MAX_VALUE)), size, MAX_PAGE_BYTES);
            long seq = unit.get(EventRepository.class).lastSeq(StreamId.of(id));
            Optional<RunRecord> run = unit.get(RunRepository.class).active(owner, id);
            List<Message> items =
                    run.map(record -> withPartialText(unit, found, record)).orElse(found);
            boolean more = !found.isEmpty() && found.get(0).seq() > 1;
            return new MessagePage(
                    items,
                    more ? found.get(0).seq() : null,
                    seq,
                    run.map(RunRecord::run).orElse(null));
        });
    }

    private List<Message> withPartialText(UnitOfWork unit, List<Message> messages, RunRecord record) {
        List<Message> result = new ArrayList<>(messages);
        result.replaceAll(message -> message.id().equals(record.run().messageId())
                ? message.with(message.status(), partialTexts.read(unit, record), null)
                : message);
        return result;
    }

    /**
     * Takes a message and begins the answer. When it returns, message and run are durable.
     *
     * @throws ChatAgentException RUN_IN_PROGRESS while the last answer is being written, unless the setting says to stop it
     */
    public Sent send(Principal principal, ChatId id, Draft draft) {
        principal.require(Permission.CHAT);
        UserId owner = principal.user();
        if (runConflict == RunConflict.INTERRUPT && storage.read(unit -> isNew(unit, owner, id, draft))) {
            engine.abandon(id);
        }
        Started started = storage.write(unit -> {
            Optional<RunRecord> before = draft.idempotencyKey()
                    .flatMap(key -> unit.get(RunRepository.class).findByKey(owner, key));
            return before.isPresent() ? repeated(unit, id, before.get()) : begin(unit, owner, id, draft);
        });
        started.begin().ifPresent(Runnable::run);
        return started.sent();
    }

    /** Neither a stranger's send nor a repeated one may stop the answer. */
    private static boolean isNew(UnitOfWork unit, UserId owner, ChatId chat, Draft draft) {
        find(unit, owner, chat);
        return draft.idempotencyKey()
                .flatMap(key -> unit.get(RunRepository.class).findByKey(owner, key))
                .isEmpty();
    }

    /** What a send came to; {@code begin} starts the agent and is empty when the send was a repeated one. */
    private record Started(Sent sent, Optional<Runnable> begin) {}

    private static Started repeated(UnitOfWork unit, ChatId chat, RunRecord record) {
        if (!record.run().messageId().chat().equals(chat)) {
            throw new ChatAgentException(
                    ErrorCode.CONFLICT, "This Idempotency-Key was used for another chat; take a fresh one.");
        }
        Message message = unit.get(ChatRepository.class)
                .message(record.owner(), new MessageId(chat, record.prompt()))
                .orElseThrow(ChatAgentException::notFound);
        return new Started(new Sent(message, record.run()), Optional.empty());
    }

    private Started begin(UnitOfWork unit, UserId owner, ChatId id, Draft draft) {
        ChatSession session = find(unit, owner, id);
        if (unit.get(RunRepository.class).active(owner, id).isPresent()) {
            throw new ChatAgentException(
                    ErrorCode.RUN_IN_PROGRESS, "The last answer is still being written. Wait for it or stop it.");
        }
        AgentConnector connector = agents.find(session.agent())
                .orElseThrow(() -> new ChatAgentException(
                        ErrorCode.AGENT_UNAVAILABLE,
                        "The agent '" + session.agent() + "' is not configured any more. Begin a new chat."));
        ChatRepository chats = unit.get(ChatRepository.class);
        Composition composition = Composition.of(attachments, unit, owner, id, draft);
        AgentPrompt prompt = composition.prompt(history(chats, owner, id));
        Instant now = now();
        RunId runId = new RunId(ids.next());
        StreamId stream = StreamId.of(id);
        long eventsAfter = unit.get(EventRepository.class).lastSeq(stream);
        Message message = chats.append(
                owner,
                id,
                new NewMessage(
                        draft.parent()
                                .map(parent -> parentIn(unit, owner, id, parent))
                                .orElse(null),
                        MessageRole.USER,
                        composition.parts(),
                        MessageStatus.COMPLETE,
                        now,
                        null));
        composition.attach(unit, message.id());
        Message answer = chats.append(
                owner,
                id,
                new NewMessage(message.id(), MessageRole.ASSISTANT, List.of(), MessageStatus.STREAMING, now, runId));
        Run run = new Run(runId, answer.id(), RunStatus.RUNNING, now, null, null, null);
        RunRecord record = new RunRecord(
                owner,
                run,
                engine.node(),
                message.seq(),
                eventsAfter,
                draft.idempotencyKey().orElse(null));
        unit.get(RunRepository.class).insert(record);
        if (session.title().isEmpty()) {
            chats.updateTitle(owner, id, composition.title(), now);
        }
        log.append(
                unit,
                stream,
                new ChatEvent.MessageCreated(message),
                new ChatEvent.RunStarted(run),
                new ChatEvent.MessageCreated(answer));
        announce(unit, owner, id);
        return new Started(new Sent(message, run), Optional.of(() -> engine.start(record, connector, prompt)));
    }

    private static MessageId parentIn(UnitOfWork unit, UserId owner, ChatId chat, MessageId parent) {
        if (!parent.chat().equals(chat)
                || unit.get(ChatRepository.class).message(owner, parent).isEmpty()) {
            throw ChatAgentException.invalid("parent", "unknown", "The parent is not a message of this chat.");
        }
        return parent;
    }

    private static List<AgentPrompt.Turn> history(ChatRepository chats, UserId owner, ChatId id) {
        List<Message> messages = chats.messages(owner, id, Integer.MAX_VALUE, HISTORY_MESSAGES, HISTORY_BYTES);
        List<AgentPrompt.Turn> turns = new ArrayList<>();
        int budget = HISTORY_CHARS;
        for (int i = messages.size() - 1; i >= 0; i--) {
            String text = Composition.said(messages.get(i));
            budget -= text.length();
            if (budget < 0) {
                break;
            }
            if (!text.isBlank()) {
                turns.add(new AgentPrompt.Turn(speaker(messages.get(i).role()), text));
            }
        }
        Collections.reverse(turns);
        return turns;
    }

    private static AgentPrompt.Speaker speaker(MessageRole role) {
        return role == MessageRole.USER ? AgentPrompt.Speaker.PERSON : AgentPrompt.Speaker.AGENT;
    }

    /** Stops a run, keeping its text. Answers the run as it was; that it has stopped is told by its events. */
    public Run cancel(Principal principal, ChatId chat, RunId id) {
        principal.require(Permission.CHAT);
        RunRecord record = storage.read(unit -> unit.get(RunRepository.class).find(principal.user(), id))
                .filter(found -> found.run().messageId().chat().equals(chat))
                .orElseThrow(ChatAgentException::notFound);
        engine.cancel(id);
        return record.run();
    }

    @Override
    public void check(Principal principal, StreamId stream) {
        if (stream.kind() == StreamId.Kind.CHAT) {
            get(principal, new ChatId(stream.id()));
        } else if (!stream.id().equals(principal.user().value())) {
            throw ChatAgentException.notFound();
        }
    }

    static int pageSize(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ChatAgentException.invalid("limit", "out_of_range", "Ask for 1 to " + MAX_PAGE + " items.");
        }
        return limit;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
