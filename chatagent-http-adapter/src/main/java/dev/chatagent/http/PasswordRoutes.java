package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.Email;
import dev.chatagent.auth.Permission;
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
        Access self = Access.needs(Permission.ACCOUNT_SELF);
        LimitClass credentials = LimitClass.CREDENTIALS;
        return List.of(
                new Route(
                        "POST",
                        "/auth/password",
                        self,
                        credentials,
                        ChangeBody.class,
                        TokenAnswers.TokenAnswer.class,
                        200,
                        this::change),
                new Route(
                        "POST",
                        "/auth/password-reset",
                        Access.PUBLIC,
                        credentials,
                        ResetBody.class,
                        Void.class,
                        202,
                        this::requestReset),
                new Route(
                        "POST",
                        "/auth/password-reset/confirm",
                        Access.PUBLIC,
                        credentials,
                        ConfirmBody.class,
                        Void.class,
                        204,
                        this::confirmReset),
                new Route(
                        "POST",
                        "/auth/email-verification",
                        self,
                        credentials,
                        Void.class,
                        Void.class,
                        202,
                        this::requestVerification),
                new Route(
                        "POST",
                        "/auth/email-verification/confirm",
                        Access.PUBLIC,
                        credentials,
                        VerifyBody.class,
                        Void.class,
                        204,
                        this::verify));
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
