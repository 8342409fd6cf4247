package dev.chatagent.storage;

/** SPI: hears how far long work is, on the thread that does it, after every few hundred rows. What it throws ends the work. */
@FunctionalInterface
public interface Progress {
    /** For nobody. */
    Progress NONE = (step, rows) -> {};

    /**
     * @param step a short phrase, e.g. {@code writing chat_message}
     * @param rows how many of it are done
     */
    void at(String step, long rows);
}
