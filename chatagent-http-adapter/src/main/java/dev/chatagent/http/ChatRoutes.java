package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.DraftPart;
import dev.chatagent.chat.FoundMessage;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessagePage;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.SearchPage;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.chat.Sent;
import dev.chatagent.chat.SessionPage;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.limit.LimitClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chats, messages, runs. */
final class ChatRoutes {
    private final ChatAgentRuntime runtime;

    ChatRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    record CreateBody(@Nullable String title, @Nullable String agent) {}

    record RenameBody(@Nullable String title) {}

    /** Text, or parts if there are files too. */
    record SendBody(
            @Nullable String text,
            @Nullable List<DraftPart> parts,
            @Nullable MessageId parent) {}

    record SessionList(List<ChatSession> items, @Nullable String nextCursor) {}

    record MessageList(
            List<Message> items,
            @Nullable String nextCursor,
            long seq,
            @Nullable Run activeRun) {}

    record SearchList(List<FoundMessage> items, @Nullable String nextCursor) {}

    record RunAnswer(Run run) {}

    record AgentItem(String name, boolean isDefault) {}

    record AgentList(List<AgentItem> items) {}

    List<Route> routes() {
        List<Route> all = new ArrayList<>(chats());
        all.addAll(messages());
        return all;
    }

    private List<Route> chats() {
        Access chat = Access.needs(Permission.CHAT);
        return List.of(
                RouteDraft.get("/chat/agents", "listAgents")
                        .says("Who can be chatted with.")
                        .access(chat, LimitClass.READ)
                        .answers(200, new AgentList(List.of(new AgentItem("echo", true))))
                        .by(this::agents),
                RouteDraft.get("/chat/sessions", "listChats")
                        .says("The caller's chats, last changed first.")
                        .access(chat, LimitClass.READ)
                        .paged()
                        .answers(200, new SessionList(List.of(Examples.CHAT), Examples.CURSOR))
                        .by(this::list),
                RouteDraft.post("/chat/sessions", "createChat", Repeat.AGAIN)
                        .says("A new chat; without a title the first message names it.")
                        .access(chat, LimitClass.WRITE)
                        .takes(new CreateBody("Prime numbers", "echo"))
                        .answers(201, Examples.CHAT)
                        .by(this::create),
                RouteDraft.get("/chat/sessions/{id}", "getChat")
                        .says("One chat.")
                        .access(chat, LimitClass.READ)
                        .answers(200, Examples.CHAT)
                        .by(this::get),
                RouteDraft.patch("/chat/sessions/{id}", "renameChat", Repeat.SAME)
                        .says("Gives a chat another title.")
                        .access(chat, LimitClass.WRITE)
                        .takes(new RenameBody("Primes"), "title")
                        .answers(200, Examples.CHAT)
                        .by(this::rename),
                RouteDraft.delete("/chat/sessions/{id}", "deleteChat")
                        .says("Deletes a chat with its messages; a run in it is stopped.")
                        .access(chat, LimitClass.WRITE)
                        .answersNothing(204)
                        .by(this::delete));
    }

    private List<Route> messages() {
        Access chat = Access.needs(Permission.CHAT);
        return List.of(
                RouteDraft.get("/chat/sessions/{id}/messages", "listMessages")
                        .says("Messages of a chat: the newest page, in the order in which they were written;"
                                + " it holds fewer once they have more than 4 MiB of text.")
                        .access(chat, LimitClass.READ)
                        .paged()
                        .answers(200, new MessageList(List.of(Examples.MESSAGE), Examples.CURSOR, 7, Examples.RUN))
                        .by(this::messages),
                RouteDraft.post("/chat/sessions/{id}/messages", "sendMessage", Repeat.KEYED)
                        .says("Sends a message; the answer comes in a run, which goes on whoever listens.")
                        .access(chat, LimitClass.SEND)
                        .takesEither(new SendBody(null, Examples.DRAFT, null), "text", "parts")
                        .answers(202, new Sent(Examples.MESSAGE, Examples.RUN))
                        .refuses(ErrorCode.RUN_IN_PROGRESS, ErrorCode.CONFLICT, ErrorCode.AGENT_UNAVAILABLE)
                        .by(this::send),
                RouteDraft.post("/chat/sessions/{id}/runs/{run}/cancel", "cancelRun", Repeat.SAME)
                        .says("Stops a run; what was written stays.")
                        .access(chat, LimitClass.WRITE)
                        .answers(202, new RunAnswer(Examples.RUN))
                        .by(this::cancel),
                RouteDraft.get("/chat/search", "searchMessages")
                        .says("Messages of the caller with these words, newest first.")
                        .access(chat, LimitClass.SEARCH)
                        .with(RouteParameter.query("q", "Words; each must be the beginning of a word in the message."))
                        .paged()
                        .answers(200, new SearchList(List.of(Examples.FOUND), Examples.CURSOR))
                        .by(this::search));
    }

    private static ChatId id(Exchange exchange) {
        return ChatId.parse(exchange.parameter("id"));
    }

    private Answer agents(Exchange exchange) {
        String byDefault = runtime.agents().defaultAgent();
        return new Answer.Json(new AgentList(runtime.agents().names().stream()
                .map(name -> new AgentItem(name, name.equals(byDefault)))
                .toList()));
    }

    private Answer list(Exchange exchange) {
        SessionPage page = runtime.chats()
                .list(exchange.principal(), Cursors.position(exchange.query("cursor")), exchange.limit());
        return new Answer.Json(new SessionList(page.items(), page.next() == null ? null : Cursors.of(page.next())));
    }

    private Answer search(Exchange exchange) {
        SearchWords words = SearchWords.parse(exchange.query("q").orElse(""));
        SearchPage page = runtime.search()
                .search(exchange.principal(), words, Cursors.found(exchange.query("cursor")), exchange.limit());
        return new Answer.Json(new SearchList(page.items(), page.next() == null ? null : Cursors.of(page.next())));
    }

    private Answer create(Exchange exchange) {
        CreateBody body = exchange.body(CreateBody.class);
        return new Answer.Json(runtime.chats()
                .create(exchange.principal(), Optional.ofNullable(body.title()), Optional.ofNullable(body.agent())));
    }

    private Answer get(Exchange exchange) {
        return new Answer.Json(runtime.chats().get(exchange.principal(), id(exchange)));
    }

    private Answer rename(Exchange exchange) {
        String title = Fields.required("title", exchange.body(RenameBody.class).title());
        return new Answer.Json(runtime.chats().rename(exchange.principal(), id(exchange), title));
    }

    private Answer delete(Exchange exchange) {
        runtime.chats().delete(exchange.principal(), id(exchange));
        return new Answer.Empty();
    }

    private Answer messages(Exchange exchange) {
        MessagePage page = runtime.chats()
                .messages(
                        exchange.principal(), id(exchange), Cursors.before(exchange.query("cursor")), exchange.limit());
        return new Answer.Json(new MessageList(
                page.items(), page.before() == null ? null : Cursors.of(page.before()), page.seq(), page.activeRun()));
    }

    private Answer send(Exchange exchange) {
        SendBody body = exchange.body(SendBody.class);
        Draft draft = Draft.of(
                body.text(), body.parts(), Optional.ofNullable(body.parent()), exchange.header("Idempotency-Key"));
        return new Answer.Json(runtime.chats().send(exchange.principal(), id(exchange), draft));
    }

    private Answer cancel(Exchange exchange) {
        RunId run = RunId.parse(exchange.parameter("run"));
        return new Answer.Json(new RunAnswer(runtime.chats().cancel(exchange.principal(), id(exchange), run)));
    }
}
