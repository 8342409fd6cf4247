package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client with no manners: any handshake header, any frame, and it reads only when told to. */
final class RawSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    /** The connection ended without a close frame. */
    static final int CUT = 1006;
    /** The close frame says nothing, as the peer's did. */
    static final int NO_CODE = 1005;

    private static final int SECRET_LENGTH = 20;
    /** The kernel sees to it. */
    private static final int USUAL = 0;

    private static final int NARROW = 4096;

    private final Socket socket = new Socket();
    private final Queue<Frame> between = new ArrayDeque<>();
    private final DataInputStream in;
    private final DataOutputStream out;
    /** Whether the piece that was read last ended its message. */
    private boolean ended;

    private String answer = "";
    private final List<String> request = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length == 0 ? NO_CODE : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
        }
    }

    RawSocket(int port, String path, List<String> headers) throws IOException {
        this(port, USUAL, path, headers);
        handshake();
    }

    /** One whose handshake lacks its last line. */
    private RawSocket(int port, int window, String path, List<String> headers) throws IOException {
        if (window != USUAL) {
            socket.setReceiveBufferSize(window);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(WsServer.PATIENCE_SECONDS));
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        begin(path, headers);
    }

    /** One whose handshake lacks its last line until {@link #handshake()}. */
    static RawSocket dial(int port, String path, List<String> headers) throws IOException {
        return new RawSocket(port, USUAL, path, headers);
    }

    private void begin(String path, List<String> headers) throws IOException {
        request.add(path);
        request.addAll(headers);
        String host = headers.stream().anyMatch(header -> header.startsWith("Host:"))
                ? ""
                : "Host: 127.0.0.1:" + socket.getPort() + "\r\n";
        String head = "GET " + path + " HTTP/1.1\r\n" + host
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + headers.stream().map(header -> header + "\r\n").reduce("", String::concat);
        bytes(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends the last line and reads the answer. */
    void handshake() throws IOException {
        ask();
        awaitAnswer();
    }

    void ask() throws IOException {
        bytes(new byte[] {'\r', '\n'});
    }

    void awaitAnswer() throws IOException {
        answer = head();
        assertNothingIsEchoed();
    }

    /** Any bytes; whether they are frames is the server's question. */
    void bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Nothing more comes from here. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** One that says who it is. */
    static RawSocket as(WsServer server, String accessToken) throws IOException {
        return new RawSocket(server.port(), "/ws", List.of("Authorization: Bearer " + accessToken));
    }

    /**
     * The same for one that takes little. Not for one that reads as fast as it can: once the window is smaller than a segment, the sender
     * may ask five times a second and send two kilobytes each time, which is too slow by any measure.
     */
    static RawSocket narrow(WsServer server, String accessToken) throws IOException {
        RawSocket socket = new RawSocket(server.port(), NARROW, "/ws", List.of("Authorization: Bearer " + accessToken));
        socket.handshake();
        return socket;
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whatever credentials came with the handshake: its answer has none of their words. */
    private void assertNothingIsEchoed() {
        request.stream()
                .flatMap(line -> Stream.of(line.split("[ ,=.]+", -1)))
                .filter(word -> word.length() >= SECRET_LENGTH)
                .filter(word -> !word.startsWith("Sec-WebSocket-") && !word.startsWith("client_"))
                .forEach(word -> assertThat(answer).doesNotContain(word));
    }

    /** Status line and headers. */
    String answer() {
        return answer;
    }

    void text(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** One whole message; masked with zeros, which leaves the payload as it is. */
    void frame(int opcode, byte[] payload) throws IOException {
        bytes(Frames.of(Frames.FIN | opcode, payload));
    }

    /** The next message, put together from its pieces; control frames that came between them follow it. */
    Frame read() throws IOException {
        Frame first = between.isEmpty() ? piece() : between.remove();
        if (ended || first.opcode() >= CLOSE) {
            return first;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(first.payload());
        while (!ended) {
            Frame next = piece();
            if (next.opcode() >= CLOSE) {
                between.add(next);
                ended = false;
            } else {
                whole.writeBytes(next.payload());
            }
        }
        return new Frame(first.opcode(), whole.toByteArray());
    }

    private Frame piece() throws IOException {
        int first = in.readUnsignedByte();
        ended = (first & Frames.FIN) != 0;
        long length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(first & 0x0F, payload);
    }

    /** The next text frame; whatever comes before is dropped. */
    String nextText() throws IOException {
        Frame frame = read();
        while (frame.opcode() != TEXT) {
            frame = read();
        }
        return frame.text();
    }

    /** Reads to the end and answers the code of the close frame. */
    int closeCode() throws IOException {
        try {
            Frame frame = read();
            while (frame.opcode() != CLOSE) {
                frame = read();
            }
            return frame.closeCode();
        } catch (EOFException | SocketException e) {
            return CUT;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
