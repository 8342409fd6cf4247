package dev.chatagent.ws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes of frames as RFC 6455, section 5.2 has them, and as it forbids them. */
final class Frames {
    static final int FIN = 0x80;
    static final int CONTINUATION = 0;
    static final int PONG = 10;
    private static final int MASKED = 0x80;

    private Frames() {}

    /** A masked frame with the shortest form of its length. */
    static byte[] of(int first, byte[] payload) {
        return of(first, true, form(payload.length), payload.length, payload);
    }

    static byte[] of(int first, String payload) {
        return of(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    static int form(int length) {
        return length < 126 ? 0 : length < 65536 ? 126 : 127;
    }

    /**
     * Any frame.
     *
     * @param form 126 or 127 for a length of two or eight bytes, anything else for one in the first
     * @param length what is said; the payload may be shorter
     */
    static byte[] of(int first, boolean masked, int form, long length, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        out.write(first);
        int mask = masked ? MASKED : 0;
        if (form == 126) {
            out.write(mask | 126);
            out.writeBytes(
                    ByteBuffer.allocate(Short.BYTES).putShort((short) length).array());
        } else if (form == 127) {
            out.write(mask | 127);
            out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(length).array());
        } else {
            out.write(mask | (int) (length & 0x7F));
        }
        if (masked) {
            out.writeBytes(new byte[4]); // which leaves the payload as it is
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    static byte[] all(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }

    /** A close frame's payload. */
    static byte[] reason(int code, byte[] reason) {
        return ByteBuffer.allocate(Short.BYTES + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
    }
}
