package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.SecondFactors;
import dev.chatagent.auth.Permission;
import dev.chatagent.limit.LimitClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person's authenticator app. */
final class SecondFactorRoutes {
    private final ChatAgentRuntime runtime;

    SecondFactorRoutes(ChatAgentRuntime runtime) {
        this.runtime = runtime;
    }

    record EnrollBody(@Nullable String password) {}

    record CodeBody(@Nullable String code) {}

    record RemoveBody(@Nullable String password, @Nullable String code) {}

    record RecoveryAnswer(List<String> recoveryCodes) {}

    List<Route> routes() {
        Access self = Access.needs(Permission.ACCOUNT_SELF);
        LimitClass credentials = LimitClass.CREDENTIALS;
        return List.of(
                new Route(
                        "GET",
                        "/auth/totp",
                        self,
                        LimitClass.READ,
                        Void.class,
                        SecondFactors.Status.class,
                        200,
                        this::status),
                new Route(
                        "POST",
                        "/auth/totp",
                        self,
                        credentials,
                        EnrollBody.class,
                        SecondFactors.Enrollment.class,
                        201,
                        this::enroll),
                new Route(
                        "POST",
                        "/auth/totp/confirm",
                        self,
                        credentials,
                        CodeBody.class,
                        RecoveryAnswer.class,
                        200,
                        this::confirm),
                new Route(
                        "POST",
                        "/auth/totp/remove",
                        self,
                        credentials,
                        RemoveBody.class,
                        Void.class,
                        204,
                        this::remove));
    }

    private Answer status(Exchange exchange) {
        return new Answer.Json(runtime.secondFactors().status(exchange.principal()));
    }

    private Answer enroll(Exchange exchange) {
        String password =
                Fields.required("password", exchange.body(EnrollBody.class).password());
        return new Answer.Json(runtime.secondFactors().enroll(exchange.principal(), password));
    }

    private Answer confirm(Exchange exchange) {
        String code = Fields.required("code", exchange.body(CodeBody.class).code());
        return new Answer.Json(new RecoveryAnswer(runtime.secondFactors().confirm(exchange.principal(), code)));
    }

    private Answer remove(Exchange exchange) {
        RemoveBody body = exchange.body(RemoveBody.class);
        runtime.secondFactors()
                .remove(
                        exchange.principal(),
                        Fields.required("password", body.password()),
                        Fields.required("code", body.code()));
        return new Answer.Empty();
    }
}
