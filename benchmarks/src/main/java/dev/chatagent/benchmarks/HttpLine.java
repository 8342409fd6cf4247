package dev.chatagent.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/** A kept HTTP/1.1 connection that asks for the same thing again and again, as cheaply as can be. For one thread. */
final class HttpLine implements Loop.Call, AutoCloseable {
    private static final byte[] OK = ascii("HTTP/1.1 200");
    private static final byte[] LENGTH = ascii("content-length:");

    private final Socket socket;
    private final InputStream in;
    private final String head;
    private final Supplier<String> tokens;
    private byte[] buffer = new byte[64 * 1024];

    HttpLine(int port, String path, Supplier<String> tokens) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ";
        this.tokens = tokens;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Object run() throws IOException {
        socket.getOutputStream().write(ascii(head + tokens.get() + "\r\n\r\n"));
        int held = 0;
        int whole = -1;
        while (whole < 0 || held < whole) {
            int read = in.read(buffer, held, buffer.length - held);
            if (read < 0) {
                throw new EOFException();
            }
            held += read;
            whole = whole < 0 ? length(held) : whole;
            if (whole > buffer.length) {
                buffer = Arrays.copyOf(buffer, whole);
            }
        }
        return buffer;
    }

    /** Of the whole answer; -1 while its head is not here. */
    private int length(int held) throws IOException {
        int body = 0;
        for (int at = 0; at < held - 1; at++) {
            if (buffer[at] != '\n') {
                continue;
            }
            if (buffer[at + 1] == '\r') {
                if (!Arrays.equals(buffer, 0, OK.length, OK, 0, OK.length)) {
                    throw new IOException(new String(buffer, 0, held, StandardCharsets.ISO_8859_1));
                }
                return at + 3 + body;
            }
            if (isLength(at + 1, held)) {
                body = number(at + 1 + LENGTH.length);
            }
        }
        return -1;
    }

    private boolean isLength(int at, int held) {
        int i = 0;
        while (i < LENGTH.length && at + i < held && (buffer[at + i] | 0x20) == (LENGTH[i] | 0x20)) {
            i++;
        }
        return i == LENGTH.length;
    }

    private int number(int from) {
        int number = 0;
        for (int at = from; buffer[at] != '\r'; at++) {
            number = buffer[at] == ' ' ? number : number * 10 + buffer[at] - '0';
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
