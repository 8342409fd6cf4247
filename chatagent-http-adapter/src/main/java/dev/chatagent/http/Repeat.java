package dev.chatagent.http;

import java.util.Locale;

/** What happens when the same call is made once more, e.g. because its answer got lost. */
enum Repeat {
    /** It reads. */
    SAFE("Reads only."),
    /** It leads to the same state. */
    SAME("Doing it again changes nothing more."),
    /** With the same {@code Idempotency-Key} it answers what it answered; without one it acts again. */
    KEYED("With the same `Idempotency-Key` it is done once and answered alike."),
    /** It acts again, or is refused because its secret is used up. */
    AGAIN("Each call acts anew.");

    private final String sentence;

    Repeat(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
