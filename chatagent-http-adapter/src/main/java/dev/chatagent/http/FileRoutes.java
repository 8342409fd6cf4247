package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.auth.Permission;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.file.Download;
import dev.chatagent.file.FilePage;
import dev.chatagent.file.NewFile;
import dev.chatagent.file.StoredFile;
import dev.chatagent.file.Upload;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.MessageId;
import dev.chatagent.limit.LimitClass;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Files of chats: one request, one file, its bytes alone. */
final class FileRoutes {
    private final ChatAgentRuntime runtime;

    FileRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    record FileItem(
            FileId id,
            String name,
            String type,
            long size,
            String sha256,
            @Nullable MessageId message,
            Instant createdAt) {
        static FileItem of(StoredFile file) {
            return new FileItem(
                    file.id(), file.name(), file.type(), file.size(), file.sha256(), file.message(), file.createdAt());
        }
    }

    record FileList(List<FileItem> items, @Nullable String nextCursor) {}

    List<Route> routes() {
        Access chat = Access.needs(Permission.CHAT);
        return List.of(
                RouteDraft.post("/chat/sessions/{id}/files", "uploadFile", Repeat.KEYED)
                        .says(
                                "Uploads a file into a chat: its bytes are the body. It is taken if it is what it is declared to be.")
                        .access(chat, LimitClass.UPLOAD)
                        .with(RouteParameter.query("name", "Its name, with the extension of its type."))
                        .takesFile(this::begin)
                        .answers(201, Examples.FILE)
                        .refuses(ErrorCode.QUOTA_EXCEEDED, ErrorCode.CONFLICT, ErrorCode.OVERLOADED)
                        .by(this::upload),
                RouteDraft.get("/chat/sessions/{id}/files", "listFiles")
                        .says("Files of a chat, newest first.")
                        .access(chat, LimitClass.READ)
                        .paged()
                        .answers(200, new FileList(List.of(Examples.FILE), Examples.CURSOR))
                        .by(this::list),
                RouteDraft.get("/chat/sessions/{id}/files/{file}", "downloadFile")
                        .says("The bytes of a file, to be saved: never to be shown as a page.")
                        .access(chat, LimitClass.READ)
                        .answers(FileAnswer.REPLY)
                        .by(this::download),
                RouteDraft.delete("/chat/sessions/{id}/files/{file}", "deleteFile")
                        .says("Deletes a file to which no message refers; others go with their chat.")
                        .access(chat, LimitClass.WRITE)
                        .answersNothing(204)
                        .refuses(ErrorCode.CONFLICT)
                        .by(this::delete));
    }

    private static ChatId chat(Exchange exchange) {
        return ChatId.parse(exchange.parameter("id"));
    }

    private static FileId file(Exchange exchange) {
        return FileId.parse(exchange.parameter("file"));
    }

    private Upload begin(Exchange exchange) {
        long length = exchange.request().getContentLengthLong();
        return runtime.files()
                .begin(
                        exchange.principal(),
                        chat(exchange),
                        new NewFile(
                                exchange.query("name").orElse(""),
                                exchange.header("Content-Type").orElse(""),
                                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                                exchange.header("Idempotency-Key")));
    }

    private Answer upload(Exchange exchange) {
        return new Answer.Json(FileItem.of(exchange.body(Upload.class).finish()));
    }

    private Answer list(Exchange exchange) {
        FilePage page = runtime.files()
                .list(exchange.principal(), chat(exchange), Cursors.file(exchange.query("cursor")), exchange.limit());
        return new Answer.Json(new FileList(
                page.items().stream().map(FileItem::of).toList(),
                page.next() == null ? null : Cursors.of(page.next())));
    }

    private Answer download(Exchange exchange) throws IOException {
        Download download = runtime.files().open(exchange.principal(), chat(exchange), file(exchange));
        FileAnswer.send(runtime, download, exchange);
        return new Answer.Taken();
    }

    private Answer delete(Exchange exchange) {
        runtime.files().delete(exchange.principal(), chat(exchange), file(exchange));
        return new Answer.Empty();
    }
}
