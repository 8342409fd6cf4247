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
        Access loggedIn = Access.loggedIn(Permission.ACCOUNT_SELF);
        return List.of(
                RouteDraft.get("/auth/sessions", "listLogins")
                        .says("Where the caller is logged in, last used first.")
                        .access(self, LimitClass.READ)
                        .answers(200, new LoginList(List.of(Examples.LOGIN)))
                        .by(this::list),
                RouteDraft.delete("/auth/sessions/{login}", "endLogin")
                        .says("Ends one of the caller's logins.")
                        .access(self, LimitClass.WRITE)
                        .answersNothing(204)
                        .by(this::end),
                RouteDraft.post("/auth/logout", "logout", Repeat.SAME)
                        .says("Ends the login of the call itself.")
                        .access(loggedIn, LimitClass.WRITE)
                        .browserMode()
                        .answersNothing(204)
                        .by(this::logout),
                RouteDraft.post("/auth/logout-all", "logoutAll", Repeat.SAME)
                        .says("Ends all of the caller's logins.")
                        .access(self, LimitClass.CREDENTIALS)
                        .browserMode()
                        .answers(200, new EndedAnswer(3))
                        .by(this::endAll),
                RouteDraft.post("/auth/logout-others", "logoutOthers", Repeat.SAME)
                        .says("Ends all of the caller's logins but this one.")
                        .access(self, LimitClass.CREDENTIALS)
                        .answers(200, new EndedAnswer(2))
                        .by(this::endOthers));
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
