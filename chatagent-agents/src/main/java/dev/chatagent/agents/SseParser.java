package dev.chatagent.agents;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads a stream of server-sent events from bytes that come in any pieces, and hands on the data of each event. Lines end with
 * CR, LF or both; comments and the fields {@code event}, {@code id} and {@code retry} are skipped. Memory is bounded.
 * Used by one thread at a time.
 */
final class SseParser {
    /** Longest line, and longest data of one event, in bytes. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<String> events;
    private byte[] line = new byte[1024];
    private int length;
    private boolean afterCarriageReturn;
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;

    SseParser(Consumer<String> events) {
        this.events = events;
    }

    /** @throws TooLongException when a line or an event is longer than {@link #MAX_BYTES} */
    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            boolean endOfPair = next == '\n' && afterCarriageReturn;
            afterCarriageReturn = next == '\r';
            if (endOfPair) {
                continue;
            }
            if (next == '\n' || next == '\r') {
                endLine();
            } else {
                append(next);
            }
        }
    }

    /** The stream is over: an event that only lacks its closing blank line still counts. */
    void finish() {
        endLine();
        dispatch();
    }

    private void append(byte next) {
        if (length == line.length) {
            if (length >= MAX_BYTES) {
                throw new TooLongException();
            }
            line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = next;
    }

    private void endLine() {
        if (length == 0) {
            dispatch();
            return;
        }
        int start = dataStart();
        if (start >= 0) {
            if (data.length() + length > MAX_BYTES) {
                throw new TooLongException();
            }
            if (hasData) {
                data.append('\n');
            }
            data.append(new String(line, start, length - start, StandardCharsets.UTF_8));
            hasData = true;
        }
        length = 0;
    }

    /** Where the value begins if the line is a data field, else -1. */
    private int dataStart() {
        if (length < DATA.length || !Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length)) {
            return -1;
        }
        if (length == DATA.length) {
            return length;
        }
        if (line[DATA.length] != ':') {
            return -1;
        }
        int start = DATA.length + 1;
        return start < length && line[start] == ' ' ? start + 1 : start;
    }

    private void dispatch() {
        if (hasData) {
            String event = data.toString();
            data.setLength(0);
            hasData = false;
            events.accept(event);
        }
    }

    /** A line or an event beyond the bound. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("An event of the stream is longer than " + MAX_BYTES + " bytes");
        }
    }
}
