package dev.chatagent.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A client of an event stream that reads only when told to. */
final class EventStream implements AutoCloseable {
    static final long PATIENCE_SECONDS = 60;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final String head;
    private int chunk;
    private boolean begun;

    /** @param window how many bytes the kernel keeps for a client that does not read */
    EventStream(int port, String path, List<String> headers, int window) throws IOException {
        socket.setReceiveBufferSize(window);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
                + headers.stream().map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        head = line("\r\n\r\n");
    }

    private String line(String end) throws IOException {
        byte[] mark = end.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < mark.length) {
            int next = in.readUnsignedByte();
            text.write(next);
            matched = next == mark[matched] ? matched + 1 : next == mark[0] ? 1 : 0;
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    String head() {
        return head;
    }

    /** The next block; empty at the proper end of the response. */
    private Optional<String> block() throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int before = 0;
        for (int next = body(); next >= 0; next = body()) {
            if (next == '\n' && before == '\n') {
                return Optional.of(block.toString(StandardCharsets.UTF_8).stripTrailing());
            }
            block.write(next);
            before = next;
        }
        return Optional.empty();
    }

    /** The next byte of the body, which comes in chunks (RFC 9112, section 7.1); -1 at its end. */
    private int body() throws IOException {
        if (chunk == 0) {
            if (begun) { // the end of a chunk may come with the next one
                line("\r\n");
            }
            begun = true;
            chunk = Integer.parseInt(line("\r\n").strip(), 16);
            if (chunk == 0) {
                return -1;
            }
        }
        chunk--;
        return in.readUnsignedByte();
    }

    String next() throws IOException {
        return block().orElseThrow(() -> new AssertionError("The stream has ended"));
    }

    /** The ids of the next events. */
    List<Long> ids(int count) throws IOException {
        List<Long> ids = new ArrayList<>(count);
        while (ids.size() < count) {
            String block = next();
            if (block.startsWith("id: ")) {
                ids.add(Long.parseLong(block.substring(4, block.indexOf('\n'))));
            }
        }
        return ids;
    }

    /** Everything to the end, which the server must have made. */
    List<String> rest() throws IOException {
        List<String> rest = new ArrayList<>();
        for (Optional<String> block = block(); block.isPresent(); block = block()) {
            rest.add(block.get());
        }
        return rest;
    }

    /** How many blocks come until the server ends the connection in whichever way. */
    int countRest() {
        int count = 0;
        try {
            while (block().isPresent()) {
                count++;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The server does not end the stream", e);
        } catch (IOException e) {
            return count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
