package dev.chatagent.client;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks for access tokens off the loop, and brings what comes of it back to it. Each question is answered once, and is not put any more
 * when its time has passed before its turn came. Somebody else's token is none: their events must not end up in streams of the first one.
 */
final class Tokens {
    private static final String FOREIGN =
            "The token belongs to somebody else; each person needs a client of their own.";

    private final Credentials credentials;
    private final Loop loop;
    private final Serial serial;
    private final Timing timing;
    private @Nullable String owner;

    Tokens(Credentials credentials, Loop loop, Executor executor, Timing timing) {
        this.credentials = credentials;
        this.loop = loop;
        this.serial = new Serial(executor);
        this.timing = timing;
    }

    /** What comes of a question; the texts are for people. */
    interface Answer {
        void token(String token);

        /** There is none any more. */
        void over(String reason);

        /** There is none just now. */
        void later(String reason);
    }

    void ask(Credentials.Reason reason, Answer answer) {
        Question question = new Question(answer);
        question.stopTimer =
                loop.after(timing.connectTimeout(), () -> question.once(() -> answer.later("no token in time")));
        serial.execute(() -> {
            if (!question.answered) {
                put(reason, question);
            }
        });
    }

    private void put(Credentials.Reason reason, Question question) {
        try {
            CompletionStage<String> stage = credentials.accessToken(reason);
            stage.whenComplete((given, failure) -> loop.execute(() -> question.done(given, failure)));
        } catch (Exception e) {
            loop.execute(() -> question.done(null, e));
        }
    }

    private boolean foreign(String given) {
        Optional<String> subject = Subject.of(given);
        if (owner == null) {
            owner = subject.orElse(null);
        }
        return owner != null && subject.isPresent() && !owner.equals(subject.get());
    }

    private final class Question {
        private final Answer answer;
        private Runnable stopTimer = () -> {};
        /** Written on the loop; whoever waited behind a call that hung looks whether anybody still wants to know. */
        private volatile boolean answered;

        Question(Answer answer) {
            this.answer = answer;
        }

        void once(Runnable what) {
            if (!answered) {
                answered = true;
                stopTimer.run();
                what.run();
            }
        }

        void done(@Nullable String given, @Nullable Throwable failure) {
            once(() -> {
                if (given != null && failure == null) {
                    given(given);
                } else if (cause(failure) instanceof SignedOutException ended) {
                    answer.over(String.valueOf(ended.getMessage()));
                } else {
                    answer.later("no token: " + failure);
                }
            });
        }

        private void given(String token) {
            if (foreign(token)) {
                answer.over(FOREIGN);
            } else {
                answer.token(token);
            }
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        if (failure == null || failure.getCause() == null) {
            return failure;
        }
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped ? cause(failure.getCause()) : failure;
    }
}
