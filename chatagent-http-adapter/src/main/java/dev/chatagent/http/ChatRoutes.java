package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.Draft;
import dev.chatagent.chat.FoundMessage;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessagePage;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.SearchPage;
import dev.chatagent.chat.SearchWords;
import dev.chatagent.chat.Sent;
import dev.chatagent.chat.SessionPage;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.limit.LimitClass;
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

    record SendBody(@Nullable String text, @Nullable MessageId parent) {}

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
        Access chat = Access.needs(Permission.CHAT);
        return List.of(
                new Route("GET", "/chat/agents", chat, LimitClass.READ, Void.class, AgentList.class, 200, this::agents),
                new Route(
                        "GET", "/chat/sessions", chat, LimitClass.READ, Void.class, SessionList.class, 200, this::list),
                new Route(
                        "GET",
                        "/chat/search",
                        chat,
                        LimitClass.SEARCH,
                        Void.class,
                        SearchList.class,
                        200,
                        this::search),
                new Route(
                        "POST",
                        "/chat/sessions",
                        chat,
                        LimitClass.WRITE,
                        CreateBody.class,
                        ChatSession.class,
                        201,
                        this::create),
                new Route(
                        "GET",
                        "/chat/sessions/{id}",
                        chat,
                        LimitClass.READ,
                        Void.class,
                        ChatSession.class,
                        200,
                        this::get),
                new Route(
                        "PATCH",
                        "/chat/sessions/{id}",
                        chat,
                        LimitClass.WRITE,
                        RenameBody.class,
                        ChatSession.class,
                        200,
                        this::rename),
                new Route(
                        "DELETE",
                        "/chat/sessions/{id}",
                        chat,
                        LimitClass.WRITE,
                        Void.class,
                        Void.class,
                        204,
                        this::delete),
                new Route(
                        "GET",
                        "/chat/sessions/{id}/messages",
                        chat,
                        LimitClass.READ,
                        Void.class,
                        MessageList.class,
                        200,
                        this::messages),
                new Route(
                        "POST",
                        "/chat/sessions/{id}/messages",
                        chat,
                        LimitClass.SEND,
                        SendBody.class,
                        Sent.class,
                        202,
                        this::send),
                new Route(
                        "POST",
                        "/chat/sessions/{id}/runs/{run}/cancel",
                        chat,
                        LimitClass.WRITE,
                        Void.class,
                        RunAnswer.class,
                        202,
                        this::cancel));
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
        Draft draft = new Draft(
                Fields.required("text", body.text()),
                Optional.ofNullable(body.parent()),
                exchange.header("Idempotency-Key"));
        return new Answer.Json(runtime.chats().send(exchange.principal(), id(exchange), draft));
    }

    private Answer cancel(Exchange exchange) {
        RunId run = RunId.parse(exchange.parameter("run"));
        return new Answer.Json(new RunAnswer(runtime.chats().cancel(exchange.principal(), id(exchange), run)));
    }
}
