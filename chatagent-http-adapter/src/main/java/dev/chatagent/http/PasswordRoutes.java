package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Email;
import dev.chatagent.auth.Permission;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.LimitClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changing and resetting passwords, and proving an address. */
final class PasswordRoutes {
    private final ChatAgentRuntime runtime;
    private final BrowserSession browser;
    private final TokenAnswers tokens;

    PasswordRoutes(ChatAgentRuntime runtime, BrowserSession browser) {
        this.runtime = runtime;
        this.browser = browser;
        this.tokens = new TokenAnswers(browser);
    }

    record ChangeBody(
            @Nullable String oldPassword, @Nullable String newPassword) {}

    record ResetBody(@Nullable String email) {}

    record ConfirmBody(@Nullable String token, @Nullable String password) {}

    record VerifyBody(@Nullable String token) {}

    List<Route> routes() {
        Access inPerson = Access.inPerson(Permission.ACCOUNT_SELF);
        LimitClass credentials = LimitClass.CREDENTIALS;
        return List.of(
                RouteDraft.post("/auth/password", "changePassword", Repeat.AGAIN)
                        .says("Changes the password and ends every login; the caller goes on with the new pair.")
                        .access(inPerson, credentials)
                        .takes(new ChangeBody(Examples.PASSWORD, Examples.NEW_PASSWORD), "oldPassword", "newPassword")
                        .with(RouteParameter.DEVICE)
                        .browserMode()
                        .answers(200, Examples.TOKENS)
                        .refuses(ErrorCode.BAD_CREDENTIALS, ErrorCode.WEAK_PASSWORD)
                        .hashes()
                        .by(this::change),
                RouteDraft.post("/auth/password-reset", "requestPasswordReset", Repeat.AGAIN)
                        .says("Sends a link to that address if it has an account; the answer is the same if not.")
                        .access(Access.PUBLIC, credentials)
                        .takes(new ResetBody(Examples.EMAIL), "email")
                        .answersNothing(202)
                        .by(this::requestReset),
                RouteDraft.post("/auth/password-reset/confirm", "confirmPasswordReset", Repeat.AGAIN)
                        .says("Sets a new password with the secret of that link, and ends every login.")
                        .access(Access.PUBLIC, credentials)
                        .takes(new ConfirmBody(Examples.OPAQUE, Examples.NEW_PASSWORD), "token", "password")
                        .answersNothing(204)
                        .refuses(ErrorCode.INVALID_TOKEN, ErrorCode.WEAK_PASSWORD)
                        .hashes()
                        .by(this::confirmReset),
                RouteDraft.post("/auth/email-verification", "requestEmailVerification", Repeat.AGAIN)
                        .says("Sends a link that shows that the caller's address is theirs.")
                        .access(inPerson, credentials)
                        .answersNothing(202)
                        .by(this::requestVerification),
                RouteDraft.post("/auth/email-verification/confirm", "confirmEmailVerification", Repeat.AGAIN)
                        .says("Notes with the secret of that link that the address is its owner's.")
                        .access(Access.PUBLIC, credentials)
                        .takes(new VerifyBody(Examples.OPAQUE), "token")
                        .answersNothing(204)
                        .refuses(ErrorCode.INVALID_TOKEN)
                        .by(this::verify));
    }

    private Answer change(Exchange exchange) {
        boolean cookie = browser.wanted(exchange.request());
        ChangeBody body = exchange.body(ChangeBody.class);
        return tokens.of(
                exchange,
                cookie,
                runtime.passwords()
                        .change(
                                exchange.principal(),
                                Fields.required("oldPassword", body.oldPassword()),
                                Fields.required("newPassword", body.newPassword()),
                                exchange.client()));
    }

    private Answer requestReset(Exchange exchange) {
        String email = Fields.required("email", exchange.body(ResetBody.class).email());
        runtime.passwords().requestReset(new Email(email), exchange.client());
        return new Answer.Empty();
    }

    private Answer confirmReset(Exchange exchange) {
        ConfirmBody body = exchange.body(ConfirmBody.class);
        runtime.passwords()
                .confirmReset(
                        Fields.required("token", body.token()),
                        Fields.required("password", body.password()),
                        exchange.client());
        return new Answer.Empty();
    }

    private Answer requestVerification(Exchange exchange) {
        runtime.passwords().requestVerification(exchange.principal());
        return new Answer.Empty();
    }

    private Answer verify(Exchange exchange) {
        String token = Fields.required("token", exchange.body(VerifyBody.class).token());
        runtime.passwords().verifyEmail(token, exchange.client());
        return new Answer.Empty();
    }
}
