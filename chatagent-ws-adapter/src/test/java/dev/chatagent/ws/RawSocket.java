package dev.chatagent.ws;

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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client with no manners: any handshake header, any frame, and it reads only when told to. */
final class RawSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    /** The connection ended without a close frame. */
    static final int CUT = 1006;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;
    private final String answer;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    RawSocket(int port, String path, List<String> headers) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(WsServer.PATIENCE_SECONDS));
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        String host = headers.stream().anyMatch(header -> header.startsWith("Host:"))
                ? ""
                : "Host: 127.0.0.1:" + port + "\r\n";
        String request = "GET " + path + " HTTP/1.1\r\n" + host
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + headers.stream().map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        answer = head();
    }

    /** One that says who it is. */
    static RawSocket as(WsServer server, String accessToken) throws IOException {
        return new RawSocket(server.port(), "/ws", List.of("Authorization: Bearer " + accessToken));
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.ISO_8859_1);
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
        out.write(0x80 | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            out.write(0x80 | 126);
            out.writeShort(payload.length);
        } else {
            out.write(0x80 | 127);
            out.writeLong(payload.length);
        }
        out.writeInt(0);
        out.write(payload);
        out.flush();
    }

    /** The next frame; a message that comes in pieces is answered piece by piece. */
    Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        long length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(opcode, in.readNBytes((int) length));
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
            return ((frame.payload()[0] & 0xFF) << 8) | (frame.payload()[1] & 0xFF);
        } catch (EOFException | SocketException e) {
            return CUT;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
