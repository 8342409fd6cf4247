package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.generated.ApiClient;
import dev.chatagent.generated.ApiException;
import dev.chatagent.generated.api.AuthApi;
import dev.chatagent.generated.api.ChatApi;
import dev.chatagent.generated.model.AuthLoginBody;
import dev.chatagent.generated.model.AuthRefreshBody;
import dev.chatagent.generated.model.AuthRegisterBody;
import dev.chatagent.generated.model.ChatCreateBody;
import dev.chatagent.generated.model.ChatSendBody;
import dev.chatagent.generated.model.ChatSession;
import dev.chatagent.generated.model.Message;
import dev.chatagent.generated.model.Problem;
import dev.chatagent.generated.model.Sent;
import dev.chatagent.generated.model.TokenAnswer;
import dev.chatagent.launcher.LauncherServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day with a client that nobody wrote: OpenAPI Generator made it from {@code docs/openapi.json}. */
class GeneratedClientTest {
    private static final String EMAIL = "ada@example.org";
    private static final String TEXT = "Which numbers are prime?";

    @TempDir
    Path home;

    private final ApiClient client = new ApiClient();
    private final AtomicReference<String> token = new AtomicReference<>("");

    /** The generator leaves to its users what the document calls a bearer token. */
    private void pointAt(LauncherServer server) {
        client.updateBaseUri(server.url() + "/api");
        client.setRequestInterceptor(request -> {
            if (!token.get().isEmpty()) {
                request.setHeader("Authorization", "Bearer " + token.get());
            }
        });
    }

    @Test
    void register_login_chat_refresh_and_logout_work() throws Exception {
        try (LauncherServer server = Launchers.start(home.resolve("data"))) {
            pointAt(server);
            AuthApi auth = new AuthApi(client);
            TokenAnswer registered = auth.register(
                    new AuthRegisterBody().email(EMAIL).password(Api.PASSWORD).displayName("Ada"), null, null);
            assertThat(registered.getUser().getDisplayName()).isEqualTo("Ada");

            AuthLoginBody credentials = new AuthLoginBody().email(EMAIL).password(Api.PASSWORD);
            TokenAnswer login = auth.login(credentials, registered.getDeviceToken(), null);
            token.set(login.getAccessToken());
            chat(server);

            TokenAnswer refreshed = auth.refresh(new AuthRefreshBody().refreshToken(login.getRefreshToken()), null);
            assertThat(refreshed.getRefreshToken()).isNotEqualTo(login.getRefreshToken());
            token.set(refreshed.getAccessToken());
            assertThat(auth.getProfile().getEmail()).isEqualTo(EMAIL);

            auth.logout(null);
            ApiException refused = catchThrowableOfType(ApiException.class, auth::getProfile);
            assertThat(refused.getCode()).isEqualTo(401);
            Problem problem = new ObjectMapper().readValue(refused.getResponseBody(), Problem.class);
            assertThat(problem.getCode()).isEqualTo(Problem.CodeEnum.INVALID_TOKEN);
        }
    }

    private void chat(LauncherServer server) throws Exception {
        ChatApi chats = new ChatApi(client);
        ChatSession chat = chats.createChat(new ChatCreateBody());
        Sent sent = chats.sendMessage(chat.getId(), new ChatSendBody().text(TEXT), "generated-1");
        assertThat(chats.sendMessage(chat.getId(), new ChatSendBody().text(TEXT), "generated-1")
                        .getRun()
                        .getId())
                .as("the same key sends once")
                .isEqualTo(sent.getRun().getId());
        URI socket = URI.create(server.url().replaceFirst("^http", "ws") + "/ws");
        try (Watch watch = Watch.of(HttpClient.newHttpClient(), socket, token.get(), "session:" + chat.getId())) {
            watch.until("run.completed");
        }
        List<Message> messages = chats.listMessages(chat.getId(), null, 10).getItems();
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).getParts().get(0).getPartText().getText()).isEqualTo(TEXT);
        assertThat(messages.get(1).getRole()).isEqualTo(Message.RoleEnum.ASSISTANT);
        assertThat(messages.get(1).getStatus()).isEqualTo(Message.StatusEnum.COMPLETE);
        assertThat(chats.listChats(null, null).getItems()).singleElement().satisfies(listed -> {
            assertThat(listed.getId()).isEqualTo(chat.getId());
            assertThat(listed.getMessageCount()).isEqualTo(2);
        });
    }
}
