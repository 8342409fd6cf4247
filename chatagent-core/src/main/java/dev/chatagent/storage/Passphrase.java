package dev.chatagent.storage;

/** What locks an archive. Never shown. */
public record Passphrase(String text) {
    /** Fewer characters are guessed too fast from a stolen file. */
    public static final int MIN_LENGTH = 12;

    /** @throws IllegalArgumentException when it is too short */
    public Passphrase {
        if (text.codePointCount(0, text.length()) < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "The passphrase of backups needs at least " + MIN_LENGTH + " characters");
        }
    }

    @Override
    public String toString() {
        return "Passphrase[…]";
    }
}
