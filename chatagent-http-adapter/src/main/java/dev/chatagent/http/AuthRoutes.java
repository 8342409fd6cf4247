package dev.chatagent.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.account.User;
import dev.chatagent.auth.Permission;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.LimitClass;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts and tokens. */
final class AuthRoutes {
    private final ChatAgentRuntime runtime;
    private final BrowserSession browser;
    private final TokenAnswers tokens;

    AuthRoutes(ChatAgentRuntime runtime, BrowserSession browser) {
        this.runtime = runtime;
        this.browser = browser;
        this.tokens = new TokenAnswers(browser);
    }

    record RegisterBody(
            @Nullable String email,
            @Nullable String password,
            @Nullable String displayName) {
        Registration registration() {
            return new Registration(
                    new Email(Fields.required("email", email)),
                    Fields.required("password", password),
                    Objects.requireNonNullElse(displayName, ""));
        }
    }

    record SetupBody(
            @Nullable String token,
            @Nullable String email,
            @Nullable String password,
            @Nullable String displayName) {}

    /** @param totp code of the authenticator app or a recovery code, where the account has a second factor */
    record LoginBody(
            @Nullable String email,
            @Nullable String password,
            @Nullable String totp) {}

    record RefreshBody(@Nullable String refreshToken) {}

    record ProfileBody(@Nullable String displayName) {}

    /** An account, as its owner sees it. */
    record ProfileAnswer(@JsonUnwrapped User user, boolean emailVerified) {}

    /** @param password once more, because this cannot be undone */
    record DeleteBody(@Nullable String password) {}

    record TicketAnswer(String ticket, long expiresIn) {}

    List<Route> routes() {
        Access self = Access.needs(Permission.ACCOUNT_SELF);
        LimitClass credentials = LimitClass.CREDENTIALS;
        return List.of(
                new Route(
                        "POST",
                        "/auth/register",
                        Access.PUBLIC,
                        credentials,
                        RegisterBody.class,
                        TokenAnswers.TokenAnswer.class,
                        201,
                        this::register),
                new Route(
                        "POST",
                        "/auth/setup",
                        Access.PUBLIC,
                        credentials,
                        SetupBody.class,
                        TokenAnswers.TokenAnswer.class,
                        201,
                        this::setUp),
                new Route(
                        "POST",
                        "/auth/login",
                        Access.PUBLIC,
                        credentials,
                        LoginBody.class,
                        TokenAnswers.TokenAnswer.class,
                        200,
                        this::login),
                new Route(
                        "POST",
                        "/auth/refresh",
                        Access.PUBLIC,
                        LimitClass.REFRESH,
                        RefreshBody.class,
                        TokenAnswers.TokenAnswer.class,
                        200,
                        this::refresh),
                new Route(
                        "GET",
                        "/auth/profile",
                        self,
                        LimitClass.READ,
                        Void.class,
                        ProfileAnswer.class,
                        200,
                        this::profile),
                new Route(
                        "PATCH",
                        "/auth/profile",
                        self,
                        LimitClass.WRITE,
                        ProfileBody.class,
                        ProfileAnswer.class,
                        200,
                        this::updateProfile),
                new Route(
                        "DELETE",
                        "/auth/profile",
                        self,
                        LimitClass.WRITE,
                        DeleteBody.class,
                        Void.class,
                        204,
                        this::deleteProfile),
                new Route(
                        "POST",
                        "/auth/ws-ticket",
                        self,
                        LimitClass.WRITE,
                        Void.class,
                        TicketAnswer.class,
                        200,
                        this::ticket));
    }

    private Answer register(Exchange exchange) {
        boolean cookie = browser.wanted(exchange.request());
        Registration registration = exchange.body(RegisterBody.class).registration();
        return tokens.of(exchange, cookie, runtime.accounts().register(registration, exchange.client()));
    }

    private Answer setUp(Exchange exchange) {
        boolean cookie = browser.wanted(exchange.request());
        SetupBody body = exchange.body(SetupBody.class);
        Registration registration = new RegisterBody(body.email(), body.password(), body.displayName()).registration();
        String token = Fields.required("token", body.token());
        return tokens.of(exchange, cookie, runtime.accounts().setUp(token, registration, exchange.client()));
    }

    private Answer login(Exchange exchange) {
        boolean cookie = browser.wanted(exchange.request());
        LoginBody body = exchange.body(LoginBody.class);
        Email email = new Email(Fields.required("email", body.email()));
        String password = Fields.required("password", body.password());
        return tokens.of(exchange, cookie, runtime.accounts().login(email, password, body.totp(), exchange.client()));
    }

    private Answer refresh(Exchange exchange) {
        boolean cookie = browser.wanted(exchange.request());
        Optional<String> fromBody =
                Optional.ofNullable(exchange.body(RefreshBody.class).refreshToken());
        Optional<String> token = cookie ? browser.refreshToken(exchange.request()) : fromBody;
        if (token.isEmpty() && !cookie) {
            throw ChatAgentException.invalid("refreshToken", "required", "'refreshToken' is required.");
        }
        try {
            return tokens.of(exchange, cookie, runtime.accounts().refresh(token.orElse("")));
        } catch (ChatAgentException e) {
            if (cookie && e.code() == ErrorCode.INVALID_TOKEN) {
                browser.forget(exchange.request(), exchange.response());
            }
            throw e;
        }
    }

    private Answer profile(Exchange exchange) {
        return profile(exchange, runtime.accounts().profile(exchange.principal()));
    }

    private Answer updateProfile(Exchange exchange) {
        String name =
                Fields.required("displayName", exchange.body(ProfileBody.class).displayName());
        return profile(exchange, runtime.accounts().updateDisplayName(exchange.principal(), name));
    }

    private Answer profile(Exchange exchange, User user) {
        return new Answer.Json(new ProfileAnswer(user, runtime.accounts().emailVerified(exchange.principal())));
    }

    private Answer deleteProfile(Exchange exchange) {
        boolean cookie = browser.wanted(exchange.request());
        String password =
                Fields.required("password", exchange.body(DeleteBody.class).password());
        runtime.accountDeletion().delete(exchange.principal(), password);
        if (cookie) {
            browser.forget(exchange.request(), exchange.response());
        }
        return new Answer.Empty();
    }

    private Answer ticket(Exchange exchange) {
        return new Answer.Json(new TicketAnswer(runtime.accounts().webSocketTicket(exchange.principal()), 30));
    }
}
