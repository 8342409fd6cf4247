package dev.chatagent.http;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.SecondFactors;
import dev.chatagent.auth.Permission;
import dev.chatagent.error.ErrorCode;
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
        Access inPerson = Access.inPerson(Permission.ACCOUNT_SELF);
        LimitClass credentials = LimitClass.CREDENTIALS;
        return List.of(
                RouteDraft.get("/auth/totp", "getSecondFactor")
                        .says("Whether the caller has a second factor.")
                        .access(Access.needs(Permission.ACCOUNT_SELF), LimitClass.READ)
                        .answers(200, new SecondFactors.Status(true, 9))
                        .by(this::status),
                RouteDraft.post("/auth/totp", "enrollSecondFactor", Repeat.AGAIN)
                        .says("A new secret for an authenticator app; it counts once a code of it is confirmed.")
                        .access(inPerson, credentials)
                        .takes(new EnrollBody(Examples.PASSWORD), "password")
                        .answers(201, Examples.ENROLLMENT)
                        .refuses(ErrorCode.BAD_CREDENTIALS, ErrorCode.CONFLICT)
                        .hashes()
                        .by(this::enroll),
                RouteDraft.post("/auth/totp/confirm", "confirmSecondFactor", Repeat.AGAIN)
                        .says("Switches the second factor on; the recovery codes are shown this once.")
                        .access(inPerson, credentials)
                        .takes(new CodeBody("492039"), "code")
                        .answers(200, new RecoveryAnswer(List.of("k7fq-2mzd-9xwr", "p3hn-8vbt-4cye")))
                        .refuses(ErrorCode.BAD_SECOND_FACTOR, ErrorCode.CONFLICT)
                        .hashes()
                        .by(this::confirm),
                RouteDraft.post("/auth/totp/remove", "removeSecondFactor", Repeat.AGAIN)
                        .says("Takes the second factor away.")
                        .access(inPerson, credentials)
                        .takes(new RemoveBody(Examples.PASSWORD, "492039"), "password", "code")
                        .answersNothing(204)
                        .refuses(ErrorCode.BAD_CREDENTIALS, ErrorCode.BAD_SECOND_FACTOR, ErrorCode.WEAK_PASSWORD)
                        .hashes()
                        .by(this::remove));
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
