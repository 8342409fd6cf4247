package dev.chatagent.client;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes on with a later token over the same connection, ahead of the end of the one in use. Confined to the loop. */
final class Renewal {
    private final Owner owner;
    private final Tokens tokens;
    private final Timers timers;
    private final Backoff backoff;

    /** Whose connection it is. */
    interface Owner {
        @Nullable
        Socket socket();

        /** Tells of an answer that came over that very connection, and of no other. */
        void authenticate(Socket with, String token, Consumer<Duration> ok, Consumer<Problem> no);

        /** There is no token any more. */
        void signedOut(Socket with, String why);
    }

    Renewal(Owner owner, Tokens tokens, Timers timers, Backoff backoff) {
        this.owner = owner;
        this.tokens = tokens;
        this.timers = timers;
        this.backoff = backoff;
    }

    /** @param left of the token in use */
    void before(Duration left) {
        in(Timing.refreshIn(left));
    }

    private void in(Duration wait) {
        timers.start(Timers.REFRESH, wait, () -> {
            Socket with = owner.socket();
            if (with != null) {
                renew(with, Credentials.Reason.EXPIRING);
            }
        });
    }

    private void renew(Socket with, Credentials.Reason reason) {
        tokens.ask(reason, new Tokens.Answer() {
            @Override
            public void token(String token) {
                still(
                        with,
                        () -> owner.authenticate(
                                with, token, Renewal.this::before, problem -> refused(with, problem, reason)));
            }

            @Override
            public void over(String why) {
                still(with, () -> owner.signedOut(with, why));
            }

            @Override
            public void later(String why) {
                still(with, () -> in(backoff.next(0, Duration.ZERO))); // until the server ends it
            }
        });
    }

    private void still(Socket with, Runnable work) {
        if (with == owner.socket()) {
            work.run();
        }
    }

    private void refused(Socket with, Problem problem, Credentials.Reason reason) {
        if (problem.unauthenticated() && reason != Credentials.Reason.REFUSED) {
            renew(with, Credentials.Reason.REFUSED);
        } else {
            in(backoff.next(0, problem.retryAfter().orElse(Duration.ZERO)));
        }
    }
}
