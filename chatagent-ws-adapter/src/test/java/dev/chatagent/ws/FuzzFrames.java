package dev.chatagent.ws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One shot of frames, good and bad; the same for a seed and a number.
 *
 * @param said codes of close frames that were sent; empty if there was none, whatever bits were changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FuzzFrames(byte[] bytes, Set<Integer> said) {
    private static final int MOST_FRAMES = 12;
    private static final List<Integer> OPCODES = List.of(0, 1, 1, 1, 2, 8, 9, 9, 10);
    private static final List<Integer> SIZES =
            List.of(0, 1, 2, 60, 125, 126, 127, 1_000, 65_535, 65_536, 70_000, 140_000);
    private static final long[] LENGTHS = {
        0, 125, 126, 65_535, 65_536, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1
    };

    static FuzzFrames of(long seed, long number) {
        Random random = new Random(seed * 1_000_003 + number);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Set<Integer> said = new HashSet<>();
        int frames = 1 + random.nextInt(MOST_FRAMES);
        for (int i = 0; i < frames; i++) {
            out.writeBytes(frame(random, said));
        }
        return new FuzzFrames(spoil(random, out.toByteArray(), said), said);
    }

    private static byte[] frame(Random random, Set<Integer> said) {
        int opcode = random.nextInt(8) == 0 ? random.nextInt(16) : one(random, OPCODES);
        boolean fin = random.nextInt(4) != 0;
        int reserved = random.nextInt(20) == 0 ? (1 + random.nextInt(7)) << 4 : 0;
        int first = (fin ? Frames.FIN : 0) | reserved | opcode;
        byte[] payload = payload(random, opcode, said);
        boolean masked = random.nextInt(20) != 0;
        return switch (random.nextInt(10)) {
            case 0 -> Frames.of(first, masked, form(random), LENGTHS[random.nextInt(LENGTHS.length)], payload);
            case 1 -> Frames.of(first, masked, 127, payload.length, payload);
            default -> Frames.of(first, masked, Frames.form(payload.length), payload.length, payload);
        };
    }

    private static int form(Random random) {
        return 125 + random.nextInt(3);
    }

    private static byte[] payload(Random random, int opcode, Set<Integer> said) {
        if (opcode == RawSocket.CLOSE) {
            int code = random.nextBoolean() ? 1000 + random.nextInt(20) : random.nextInt(65_536);
            said.add(code);
            byte[] payload = Frames.reason(code, bytes(random, random.nextInt(8)));
            return random.nextInt(5) == 0 ? bytes(random, random.nextInt(2)) : payload;
        }
        if (random.nextInt(3) == 0) {
            return ("{\"id\":\"" + random.nextInt() + "\",\"type\":\"ping\"}").getBytes(StandardCharsets.UTF_8);
        }
        boolean control = opcode > 7 && random.nextInt(6) != 0;
        return bytes(random, control ? random.nextInt(126) : one(random, SIZES));
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (bytes[i] & 0x7F); // text, of a kind
            }
        }
        return bytes;
    }

    /** Now and then some bytes are others, or missing. */
    private static byte[] spoil(Random random, byte[] bytes, Set<Integer> said) {
        if (random.nextInt(4) == 0) {
            said.add(0);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1) : bytes;
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Override
    public String toString() {
        return bytes.length + " bytes: " + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 200));
    }
}
