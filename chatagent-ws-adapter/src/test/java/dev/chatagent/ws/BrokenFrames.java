package dev.chatagent.ws;

import static dev.chatagent.ws.Frames.CONTINUATION;
import static dev.chatagent.ws.Frames.FIN;
import static dev.chatagent.ws.RawSocket.BINARY;
import static dev.chatagent.ws.RawSocket.CLOSE;
import static dev.chatagent.ws.RawSocket.PING;
import static dev.chatagent.ws.RawSocket.TEXT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What no client may send, each with the code that RFC 6455 has for it (sections 5 and 7.4). */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BrokenFrames(String name, int code, byte[] bytes) {
    private static final int PROTOCOL = 1002;
    private static final int NO_TEXT = 1003;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_BIG = 1009;
    private static final byte[] XYZ = {'x', 'y', 'z'};

    static List<BrokenFrames> all() {
        List<BrokenFrames> all = new ArrayList<>();
        bits(all);
        lengths(all);
        texts(all);
        ends(all);
        return all;
    }

    private static void bits(List<BrokenFrames> all) {
        for (int reserved : List.of(0x40, 0x20, 0x10)) {
            add(all, "reserved bit " + reserved, PROTOCOL, Frames.of(FIN | reserved | TEXT, XYZ));
            add(all, "reserved bit of a ping " + reserved, PROTOCOL, Frames.of(FIN | reserved | PING, XYZ));
        }
        for (int opcode : List.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)) {
            add(all, "unknown opcode " + opcode, PROTOCOL, Frames.of(FIN | opcode, XYZ));
        }
        add(all, "unmasked", PROTOCOL, Frames.of(FIN | TEXT, false, 0, 3, XYZ));
        add(all, "ping in pieces", PROTOCOL, Frames.of(PING, XYZ));
        add(all, "close in pieces", PROTOCOL, Frames.of(CLOSE, new byte[0]));
        add(all, "continuation of nothing", PROTOCOL, Frames.of(FIN | CONTINUATION, XYZ));
        byte[] begun = Frames.of(TEXT, XYZ);
        add(all, "text within text", PROTOCOL, Frames.all(begun, Frames.of(FIN | TEXT, XYZ)));
        add(all, "binary within text", PROTOCOL, Frames.all(begun, Frames.of(FIN | BINARY, XYZ)));
        add(all, "binary", NO_TEXT, Frames.of(FIN | BINARY, XYZ));
        add(all, "another protocol", PROTOCOL, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void lengths(List<BrokenFrames> all) {
        add(all, "long ping", PROTOCOL, Frames.of(FIN | PING, new byte[126]));
        add(all, "very long ping", PROTOCOL, Frames.of(FIN | PING, new byte[70_000]));
        byte[] much = Frames.reason(1000, new byte[124]);
        add(all, "long close", PROTOCOL, Frames.of(FIN | CLOSE, much));
        add(all, "100,000 bytes", TOO_BIG, Frames.of(FIN | TEXT, new byte[100_000]));
        add(all, "a million bytes", TOO_BIG, Frames.of(FIN | TEXT, new byte[1_000_000]));
        for (long length : new long[] {1L << 31, 1L << 32, Long.MAX_VALUE}) {
            byte[] begun = Frames.of(FIN | TEXT, true, 127, length, new byte[200_000]);
            add(all, "said to have " + length + " bytes", TOO_BIG, begun);
        }
    }

    private static void texts(List<BrokenFrames> all) {
        add(all, "half a character", NOT_UTF8, text(0x22, 0xc3, 0x28));
        add(all, "overlong", NOT_UTF8, text(0xc0, 0xaf));
        add(all, "surrogate", NOT_UTF8, text(0xed, 0xa0, 0x80));
        add(all, "five bytes", NOT_UTF8, text(0xf8, 0x88, 0x80, 0x80, 0x80));
        add(all, "beyond Unicode", NOT_UTF8, text(0xf4, 0x90, 0x80, 0x80));
        add(all, "cut off", NOT_UTF8, text(0x22, 0xe2, 0x82));
        byte[] begun = Frames.of(TEXT, bytes(0xe2));
        add(all, "across frames", NOT_UTF8, Frames.all(begun, Frames.of(FIN | CONTINUATION, bytes(0x28, 0xa1))));
    }

    private static void ends(List<BrokenFrames> all) {
        add(all, "half a code", PROTOCOL, Frames.of(FIN | CLOSE, new byte[1]));
        for (int code : List.of(0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)) {
            add(all, "code " + code, PROTOCOL, Frames.of(FIN | CLOSE, Frames.reason(code, new byte[0])));
        }
    }

    private static void add(List<BrokenFrames> all, String name, int code, byte[] bytes) {
        all.add(new BrokenFrames(name, code, bytes));
    }

    private static byte[] text(int... values) {
        return Frames.of(FIN | TEXT, bytes(values));
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
