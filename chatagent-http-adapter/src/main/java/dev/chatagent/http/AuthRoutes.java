package dev.chatagent.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Email;
import dev.chatagent.account.Profile;
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
        return List.of(
                RouteDraft.post("/auth/register", "register", Repeat.AGAIN)
                        .says("Makes an account and logs in.")
                        .access(Access.PUBLIC, LimitClass.CREDENTIALS)
                        .takes(new RegisterBody(Examples.EMAIL, Examples.PASSWORD, "Ada"), "email", "password")
                        .with(RouteParameter.DEVICE)
                        .browserMode()
                        .answers(201, Examples.TOKENS)
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.EMAIL_TAKEN, ErrorCode.WEAK_PASSWORD)
                        .hashes()
                        .by(this::register),
                RouteDraft.post("/auth/setup", "setUp", Repeat.AGAIN)
                        .says("Makes the first administrator with the secret of the set-up link, and logs in.")
                        .access(Access.PUBLIC, LimitClass.CREDENTIALS)
                        .takes(
                                new SetupBody(Examples.OPAQUE, Examples.EMAIL, Examples.PASSWORD, "Ada"),
                                "email",
                                "password",
                                "token")
                        .with(RouteParameter.DEVICE)
                        .browserMode()
                        .answers(201, Examples.TOKENS)
                        .refuses(ErrorCode.INVALID_TOKEN, ErrorCode.EMAIL_TAKEN, ErrorCode.WEAK_PASSWORD)
                        .hashes()
                        .by(this::setUp),
                RouteDraft.post("/auth/login", "login", Repeat.AGAIN)
                        .says("Logs in.")
                        .access(Access.PUBLIC, LimitClass.CREDENTIALS)
                        .takes(new LoginBody(Examples.EMAIL, Examples.PASSWORD, "492039"), "email", "password")
                        .with(RouteParameter.DEVICE)
                        .browserMode()
                        .answers(200, Examples.TOKENS)
                        .refuses(
                                ErrorCode.BAD_CREDENTIALS,
                                ErrorCode.SECOND_FACTOR_REQUIRED,
                                ErrorCode.BAD_SECOND_FACTOR,
                                ErrorCode.BANNED)
                        .hashes()
                        .by(this::login),
                RouteDraft.post("/auth/refresh", "refresh", Repeat.AGAIN)
                        .says("Exchanges a refresh token, which ends with that, for a new pair.")
                        .access(Access.PUBLIC, LimitClass.REFRESH)
                        .takes(new RefreshBody(Examples.OPAQUE))
                        .browserMode()
                        .answers(200, Examples.TOKENS)
                        .refuses(ErrorCode.INVALID_TOKEN)
                        .by(this::refresh),
                RouteDraft.get("/auth/profile", "getProfile")
                        .says("The caller's account.")
                        .access(self, LimitClass.READ)
                        .answers(200, Examples.PROFILE)
                        .refuses(ErrorCode.NOT_FOUND)
                        .by(this::profile),
                RouteDraft.patch("/auth/profile", "updateProfile", Repeat.SAME)
                        .says("Changes the name that others see.")
                        .access(self, LimitClass.WRITE)
                        .takes(new ProfileBody("Ada L."), "displayName")
                        .answers(200, Examples.PROFILE)
                        .refuses(ErrorCode.NOT_FOUND)
                        .by(this::updateProfile),
                RouteDraft.delete("/auth/profile", "deleteProfile")
                        .says("Deletes the caller's account with everything in it.")
                        .access(Access.inPerson(Permission.ACCOUNT_SELF), LimitClass.WRITE)
                        .takes(new DeleteBody(Examples.PASSWORD), "password")
                        .browserMode()
                        .answersNothing(204)
                        .refuses(ErrorCode.BAD_CREDENTIALS, ErrorCode.CONFLICT)
                        .hashes()
                        .by(this::deleteProfile),
                RouteDraft.post("/auth/ws-ticket", "createWebSocketTicket", Repeat.AGAIN)
                        .says("A ticket that opens one WebSocket within 30 seconds.")
                        .access(Access.inPerson(Permission.ACCOUNT_SELF), LimitClass.WRITE)
                        .answers(200, new TicketAnswer(Examples.OPAQUE, 30))
                        .by(this::ticket));
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
        return profile(runtime.accounts().profile(exchange.principal()));
    }

    private Answer updateProfile(Exchange exchange) {
        String name =
                Fields.required("displayName", exchange.body(ProfileBody.class).displayName());
        return profile(runtime.accounts().updateDisplayName(exchange.principal(), name));
    }

    private static Answer profile(Profile profile) {
        return new Answer.Json(new ProfileAnswer(profile.user(), profile.emailVerified()));
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
