package dev.chatagent.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a file that lies on the disk, anywhere in it. Not thread-safe. */
final class Content {
    private static final int WINDOW = 64 * 1024;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowAt;

    Content(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    long size() {
        return size;
    }

    /** @throws EOFException behind the end */
    int at(long position) throws IOException {
        if (position < windowAt || position >= windowAt + window.limit()) {
            load(position);
        }
        return window.get((int) (position - windowAt)) & 0xff;
    }

    private void load(long position) throws IOException {
        if (position < 0 || position >= size) {
            throw new EOFException("at " + position + " of " + size);
        }
        window.clear();
        windowAt = position;
        int read = 0;
        while (window.hasRemaining() && read >= 0) {
            read = channel.read(window, position + window.position());
        }
        window.flip();
        if (!window.hasRemaining()) {
            throw new EOFException("cut at " + position);
        }
    }

    /** A number of that many bytes, the highest first. */
    long big(long position, int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | at(position + i);
        }
        return value;
    }

    /** A number of that many bytes, the lowest first. */
    long little(long position, int bytes) throws IOException {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | at(position + i);
        }
        return value;
    }

    /** Whether those bytes, as Latin-1, are there; false behind the end. */
    boolean is(long position, String latin) throws IOException {
        if (position < 0 || position + latin.length() > size) {
            return false;
        }
        for (int i = 0; i < latin.length(); i++) {
            if (at(position + i) != latin.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Bytes as Latin-1, as many as there are. */
    String latin(long position, int length) throws IOException {
        StringBuilder text = new StringBuilder(length);
        for (long i = position; i < Math.min(size, position + length); i++) {
            text.append((char) at(i));
        }
        return text.toString();
    }

    byte[] bytes(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) at(position + i);
        }
        return bytes;
    }

    /** From there, so many bytes. */
    InputStream stream(long from, long length) {
        return new InputStream() {
            private long position = from;

            @Override
            public int read() throws IOException {
                return position < from + length ? at(position++) : -1;
            }

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                int wanted = (int) Math.min(count, from + length - position);
                if (wanted <= 0) {
                    return count == 0 ? 0 : -1;
                }
                int read = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
                if (read < 0) {
                    throw new EOFException("cut at " + position);
                }
                position += read;
                return read;
            }
        };
    }

    InputStream stream() {
        return stream(0, size);
    }
}
