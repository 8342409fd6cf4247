package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.account.Notice;
import dev.chatagent.launcher.LauncherServer;
import dev.chatagent.testkit.TestClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What two people do with their secrets in a day, right and wrong. Keeps every refusal they were told. */
final class CanaryDay {
    private static final String ADA = "ada@example.org";

    private final LauncherServer server;
    private final Api api;
    private final TestClock clock;
    private final BlockingQueue<Notice> notices;
    private final Canaries canaries;
    private final List<String> told = new ArrayList<>();
    private String password;

    CanaryDay(LauncherServer server, TestClock clock, BlockingQueue<Notice> notices, Canaries canaries) {
        this.server = server;
        this.api = new Api(server.url());
        this.clock = clock;
        this.notices = notices;
        this.canaries = canaries;
        this.password = canaries.plant("first password", "correct horse canary one");
    }

    List<String> live() throws Exception {
        Api.Account admin = setUp();
        Api.Account ada = register();
        chat(ada);
        badRequests(ada);
        refresh(ada);
        Api.Account again = login(Map.of());
        machine(again);
        sockets(again);
        again = secondFactor(again);
        administer(admin, again);
        reset();
        told.add(CanaryScanTest.audit(api, admin).toString());
        return told;
    }

    private Api.Account setUp() throws IOException {
        String link = server.setUpLink().orElseThrow();
        String token = canaries.plant("set-up link", link.substring(link.indexOf("#setup=") + 7));
        String admins = canaries.plant("administrator's password", "administrators canary pass");
        Map<String, String> body = Map.of("token", token, "email", "root@example.org", "password", admins);
        Api.Account admin = plant(api.json("POST", "/auth/setup", "", Api.body(body)));
        refused("POST", "/auth/setup", "", Api.body(body));
        return admin;
    }

    private Api.Account register() throws IOException {
        refused(
                "POST",
                "/auth/register",
                "",
                credentials(canaries.plant("a password that is too weak", "aaaaaaaaaaaaaaaaaaa")));
        return plant(api.json(
                "POST",
                "/auth/register",
                "",
                Api.body(Map.of("email", ADA, "password", password, "displayName", "Ada Lovelace"))));
    }

    private static String credentials(String password) throws IOException {
        return Api.credentials(ADA, password);
    }

    private Api.Account plant(JsonNode answer) {
        for (String field : List.of("accessToken", "refreshToken", "deviceToken")) {
            if (answer.has(field)) {
                canaries.plant(field, answer.path(field).asText());
            }
        }
        return new Api.Account(
                answer.at("/user/id").asText(),
                answer.at("/user/email").asText(),
                answer.path("accessToken").asText(),
                answer.path("refreshToken").asText(),
                answer.path("deviceToken").asText());
    }

    private Api.Account login(Map<String, String> more) throws IOException {
        Map<String, String> body = new HashMap<>(Map.of("email", ADA, "password", password));
        body.putAll(more);
        return plant(api.json("POST", "/auth/login", "", Api.body(body)));
    }

    private void refused(String method, String path, String token, String body, String... headers) {
        HttpResponse<String> response = api.call(method, path, token, body, headers);
        assertThat(response.statusCode()).as(path).isBetween(400, 499);
        told.add(response.headers().map() + "\n" + response.body());
    }

    private void chat(Api.Account ada) throws IOException {
        String chat = api.json("POST", "/chat/sessions", ada.access(), "{}")
                .path("id")
                .asText();
        api.json("POST", "/chat/sessions/" + chat + "/messages", ada.access(), "{\"text\":\"a text of hers\"}");
    }

    /** Secrets in every wrong place. */
    private void badRequests(Api.Account ada) throws IOException {
        String wrong = canaries.plant("wrong password", "wrong horse canary two");
        refused("POST", "/auth/login", "", credentials(wrong));
        refused("POST", "/auth/login", "", Api.credentials("nobody@example.org", wrong));
        refused("POST", "/auth/login", "", Api.credentials(wrong, wrong));
        refused("POST", "/auth/login", "", "{\"email\":\"" + ADA + "\",\"password\":[\"" + password + "\"]}");
        refused("POST", "/auth/login", "", "{\"email\":\"" + ADA + "\",\"password\":" + password + "}");
        refused("POST", "/auth/login", "", "{\"email\":\"" + ADA + "\",\"" + password + "\":\"x\"");
        refused("POST", "/auth/login", "", "{\"email\":\"" + ADA + "\",\"secret\":\"" + password + "\"}");
        refused("POST", "/auth/login", "", password);
        refused("POST", "/auth/login", "", credentials(password + "\\u0000").replace("\\\\", "\\"));
        refused("POST", "/auth/login/" + ada.access(), "", "{}");
        refused("GET", "/auth/profile?access_token=" + ada.access(), "", "");
        refused("GET", "/auth/profile", canaries.plant("garbage token", "garbage.token.canary.three"), "");
        refused("GET", "/auth/profile", ada.refresh(), "");
        refused("GET", "/auth/profile", "cak_" + canaries.plant("unknown key", "unknown-key-canary-four"), "");
        refused("DELETE", "/auth/sessions/" + ada.refresh(), ada.access(), "");
        refused("GET", "/chat/sessions?cursor=" + ada.refresh(), ada.access(), "");
        refused("POST", "/auth/refresh", "", Api.body(Map.of("refreshToken", ada.access())));
        refused("POST", "/auth/password", ada.access(), change(wrong, "another canary pass word"));
        refused(
                "POST",
                "/auth/login",
                "",
                credentials(password),
                "X-Chatagent-Mode",
                "cookie",
                "Origin",
                "http://evil.example");
    }

    private static String change(String from, String to) throws IOException {
        return Api.body(Map.of("oldPassword", from, "newPassword", to));
    }

    private void refresh(Api.Account ada) throws IOException {
        String body = Api.body(Map.of("refreshToken", ada.refresh()));
        plant(api.json("POST", "/auth/refresh", "", body));
        clock.advance(Duration.ofMinutes(1));
        refused("POST", "/auth/refresh", "", body);
        refused("GET", "/auth/profile", ada.access(), "");
    }

    private void machine(Api.Account ada) throws IOException {
        String body = "{\"name\":\"ci\",\"scopes\":[\"chat\"]}";
        JsonNode created = api.json("POST", "/auth/api-keys", ada.access(), body);
        String key = canaries.plant("API key", created.path("key").asText());
        api.json("GET", "/chat/sessions", key, "");
        refused("GET", "/auth/profile", key, "");
        api.json("DELETE", "/auth/api-keys/" + created.at("/item/id").asText(), ada.access(), "");
        refused("GET", "/chat/sessions", key, "");
    }

    private void sockets(Api.Account ada) throws Exception {
        try (Lines lines = Lines.open(server.url(), ada.access())) {
            assertThat(lines.open()).isTrue();
        }
        String ticket = canaries.plant(
                "ticket",
                api.json("POST", "/auth/ws-ticket", ada.access(), "")
                        .path("ticket")
                        .asText());
        speak("", "{\"id\":\"1\",\"type\":\"auth\",\"ticket\":\"" + ticket + "\"}");
        told.add(speak("", "{\"id\":\"2\",\"type\":\"auth\",\"ticket\":\"" + ticket + "\"}"));
        told.add(speak("", "{\"id\":\"3\",\"type\":\"auth\",\"token\":\"" + ada.refresh() + "\"}"));
        told.add(speak("", "{\"id\":\"4\",\"type\":\"auth\",\"password\":\"" + password + "\"}"));
        told.add(speak("", "{\"id\":\"5\",\"type\":\"" + ada.access() + "\"}"));
        told.add(speak("?token=" + ada.access(), "{\"id\":\"6\",\"type\":\"ping\"}"));
    }

    /** What comes back first: an answer, or the end of the connection. */
    private String speak(String query, String command) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create(server.url().replaceFirst("^http", "ws") + "/ws" + query), new WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onText(
                                    WebSocket from, CharSequence data, boolean last) {
                                answer.complete(data.toString());
                                return null;
                            }

                            @Override
                            public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                answer.complete(code + " " + reason);
                                return null;
                            }

                            @Override
                            public void onError(WebSocket from, Throwable error) {
                                answer.complete(error.toString());
                            }
                        })
                .join();
        try {
            socket.sendText(command, true)
                    .exceptionally(alreadyClosed -> socket)
                    .join();
            return answer.get(1, TimeUnit.MINUTES);
        } finally {
            socket.abort();
        }
    }

    private Api.Account secondFactor(Api.Account ada) throws IOException {
        String mine = Api.body(Map.of("password", password));
        JsonNode enrolled = api.json("POST", "/auth/totp", ada.access(), mine);
        String secret = canaries.plant("TOTP secret", enrolled.path("secret").asText());
        AuthenticatorApp app = new AuthenticatorApp(secret);
        canaries.bytes("TOTP secret's bytes", app.secret());
        refused("POST", "/auth/totp/confirm", ada.access(), "{\"code\":\"12345\"}");
        String code = "{\"code\":\"" + app.code(clock.instant()) + "\"}";
        JsonNode codes =
                api.json("POST", "/auth/totp/confirm", ada.access(), code).path("recoveryCodes");
        codes.forEach(each -> canaries.plant("recovery code", each.asText()));
        refused("POST", "/auth/login", "", credentials(password));
        clock.advance(Duration.ofMinutes(1));
        login(Map.of("totp", app.code(clock.instant())));
        String recovery = codes.path(0).asText();
        Api.Account again = login(Map.of("totp", recovery));
        Map<String, String> used = Map.of("email", ADA, "password", password, "totp", recovery);
        refused("POST", "/auth/login", "", Api.body(used));
        return again;
    }

    private void administer(Api.Account admin, Api.Account ada) throws IOException {
        String user = "/admin/users/" + ada.id();
        api.json("GET", "/admin/users?search=ada", admin.access(), "");
        JsonNode grant = api.json("POST", user + "/impersonate", admin.access(), "");
        String token =
                canaries.plant("impersonation token", grant.path("accessToken").asText());
        refused("POST", "/auth/password", token, change(password, "another canary pass word"));
        refused(
                "POST",
                "/admin/users",
                admin.access(),
                "{\"email\":\"x@example.org\",\"password\":\"" + password + "\"}");
        String given = canaries.plant("password given by the administrator", "given canary pass word five");
        api.json(
                "POST",
                "/admin/users",
                admin.access(),
                "{\"email\":\"eve@example.org\",\"roles\":[\"user\"],\"password\":\"" + given + "\"}");
        api.json("POST", "/admin/keys/rotate", admin.access(), "");
        String next = canaries.plant("second password", "changed canary pass word six");
        Api.Account changed = plant(api.json("POST", "/auth/password", ada.access(), change(password, next)));
        password = next;
        api.json("POST", "/auth/email-verification", changed.access(), "");
        String verification = secret("verification link", "#verify=");
        api.json("POST", "/auth/email-verification/confirm", "", Api.body(Map.of("token", verification)));
        refused("POST", "/auth/email-verification/confirm", "", Api.body(Map.of("token", verification)));
        api.json("POST", user + "/ban", admin.access(), "");
        refused("GET", "/auth/profile", changed.access(), "");
        api.json("POST", user + "/unban", admin.access(), "");
    }

    /** Of the next notice that has such a link. */
    private String secret(String what, String before) {
        try {
            while (true) {
                Notice notice = notices.poll(1, TimeUnit.MINUTES);
                assertThat(notice).as(what).isNotNull();
                String link = CanaryScanTest.link(notice);
                if (link.contains(before)) {
                    return canaries.plant(what, link.substring(link.indexOf(before) + before.length()));
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void reset() throws IOException {
        api.json("POST", "/auth/password-reset", "", "{\"email\":\"" + ADA + "\"}");
        String token = secret("reset link", "#reset=");
        String next = canaries.plant("third password", "reset canary pass word seven");
        refused("POST", "/auth/password-reset/confirm", "", Api.body(Map.of("token", token, "password", "short")));
        String body = Api.body(Map.of("token", token, "password", next));
        api.json("POST", "/auth/password-reset/confirm", "", body);
        refused("POST", "/auth/password-reset/confirm", "", body);
        refused("POST", "/auth/login", "", credentials(password));
        password = next;
    }
}
