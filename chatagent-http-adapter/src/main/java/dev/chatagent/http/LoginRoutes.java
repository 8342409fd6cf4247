package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Login;
import dev.chatagent.auth.Permission;
import dev.chatagent.id.LoginId;
import dev.chatagent.limit.LimitClass;
import java.time.Instant;
import java.util.List;

/** Where a person is logged in, and ending that. */
final class LoginRoutes {
    private final ChatAgentRuntime runtime;
    private final BrowserSession browser;

    LoginRoutes(ChatAgentRuntime runtime, BrowserSession browser) {
        this.runtime = runtime;
        this.browser = browser;
    }

    record LoginItem(
            LoginId id,
            String device,
            String address,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            boolean current) {}

    record LoginList(List<LoginItem> items) {}

    record EndedAnswer(int ended) {}

    List<Route> routes() {
        Access self = Access.needs(Permission.ACCOUNT_SELF);
        LimitClass write = LimitClass.WRITE;
        return List.of(
                new Route("GET", "/auth/sessions", self, LimitClass.READ, Void.class, LoginList.class, 200, this::list),
                new Route("DELETE", "/auth/sessions/{login}", self, write, Void.class, Void.class, 204, this::end),
                new Route("POST", "/auth/logout", self, write, Void.class, Void.class, 204, this::logout),
                new Route(
                        "POST",
                        "/auth/logout-all",
                        self,
                        LimitClass.CREDENTIALS,
                        Void.class,
                        EndedAnswer.class,
                        200,
                        this::endAll),
                new Route(
                        "POST",
                        "/auth/logout-others",
                        self,
                        LimitClass.CREDENTIALS,
                        Void.class,
                        EndedAnswer.class,
                        200,
                        this::endOthers));
    }

    private Answer list(Exchange exchange) {
        LoginId own = exchange.principal().login();
        return new Answer.Json(new LoginList(runtime.sessions().list(exchange.principal()).stream()
                .map(login -> item(login, own))
                .toList()));
    }

    private static LoginItem item(Login login, LoginId own) {
        return new LoginItem(
                login.id(),
                login.client().device(),
                login.client().address(),
                login.createdAt(),
                login.lastUsedAt(),
                login.expiresAt(),
                login.id().equals(own));
    }

    private Answer end(Exchange exchange) {
        runtime.sessions().end(exchange.principal(), LoginId.parse(exchange.parameter("login")));
        return new Answer.Empty();
    }

    private Answer logout(Exchange exchange) {
        forgetCookie(exchange);
        runtime.sessions().logout(exchange.principal());
        return new Answer.Empty();
    }

    private Answer endAll(Exchange exchange) {
        forgetCookie(exchange);
        return new Answer.Json(new EndedAnswer(runtime.sessions().endAll(exchange.principal())));
    }

    private Answer endOthers(Exchange exchange) {
        return new Answer.Json(new EndedAnswer(runtime.sessions().endOthers(exchange.principal())));
    }

    private void forgetCookie(Exchange exchange) {
        if (browser.wanted(exchange.request())) {
            browser.forget(exchange.request(), exchange.response());
        }
    }
}
