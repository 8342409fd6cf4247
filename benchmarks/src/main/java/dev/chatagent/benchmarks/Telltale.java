package dev.chatagent.benchmarks;

import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Whether the time of an answer tells that an address has an account: failed logins and requests for a reset. */
final class Telltale implements Row {
    /** Below what blocks an account, and what is sent to one address. */
    private static final int TRIES = 3;

    /** A dearer hash would hide more. */
    private static final int MAX_COST = 10;

    @Override
    public String name() {
        return "timing";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        try (Folder home = Folder.create();
                Backend backend = Backend.start(home.path(), Math.min(MAX_COST, scale.passwordCost()))) {
            ChatAgentRuntime runtime = backend.runtime();
            for (int i = 0; i <= scale.guesses() / TRIES; i++) {
                runtime.accounts().register(new Registration(known(i), Backend.PASSWORD, ""), Backend.CLIENT);
            }
            return List.of(
                    compare("failed login", scale, i -> email -> login(runtime, email, i)),
                    compare(
                            "reset request",
                            scale,
                            i -> email -> runtime.passwords().requestReset(email, client(i))));
        }
    }

    private interface Ask {
        void about(Email email);
    }

    private static Email known(int person) {
        return new Email("person" + person + "@example.org");
    }

    /** Everybody comes from an address of their own: that of a guesser is blocked after a while. */
    private static ClientInfo client(int number) {
        return new ClientInfo("benchmark", "10.1." + (number >> 8 & 255) + "." + (number & 255));
    }

    private static void login(ChatAgentRuntime runtime, Email email, int number) {
        try {
            runtime.accounts().login(email, "not the password", client(number));
            throw new IllegalStateException("That was no password");
        } catch (ChatAgentException e) {
            if (e.code() != ErrorCode.BAD_CREDENTIALS) {
                throw e;
            }
        }
    }

    private static Line compare(String what, Scale scale, IntFunction<Ask> asks) {
        long[] existing = new long[scale.guesses()];
        long[] unknown = new long[scale.guesses()];
        for (int i = 0; i < scale.guesses(); i++) {
            Email known = known(i / TRIES);
            Email nobody = new Email("nobody" + i / TRIES + "@example.org");
            if (i % 2 == 0) {
                existing[i] = nanos(asks.apply(2 * i), known);
                unknown[i] = nanos(asks.apply(2 * i + 1), nobody);
            } else {
                unknown[i] = nanos(asks.apply(2 * i), nobody);
                existing[i] = nanos(asks.apply(2 * i + 1), known);
            }
        }
        double ratio = median(existing) / median(unknown);
        return new Line(
                what + ", existing address",
                "unknown address",
                List.of(Math.max(ratio, 1 / ratio)),
                Bar.atMost(1.05),
                String.format(Locale.ROOT, "%.0f against %.0f µs", median(existing) / 1_000, median(unknown) / 1_000));
    }

    private static long nanos(Ask ask, Email email) {
        long start = System.nanoTime();
        ask.about(email);
        return System.nanoTime() - start;
    }

    private static double median(long[] nanos) {
        return Arrays.stream(nanos)
                .sorted()
                .skip((nanos.length - 1) / 2)
                .findFirst()
                .orElseThrow();
    }
}
