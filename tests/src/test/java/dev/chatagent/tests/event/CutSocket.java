package dev.chatagent.tests.event;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A WebSocket client that is cut at a place or after a silence, as networks do it. Not thread-safe, but for {@link #close()}. */
final class CutSocket implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** The server has ended the connection with that code. */
    static final class Closed extends IOException {
        private static final long serialVersionUID = 1L;
        final int code;

        Closed(int code) {
            super("closed with " + code);
            this.code = code;
        }
    }

    /**
     * Connects as that person.
     *
     * @param bytes after how many of them the connection breaks off, those of the handshake included
     * @param silenceMillis after how long without a byte
     */
    CutSocket(int port, String token, long bytes, int silenceMillis) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(silenceMillis);
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new DataInputStream(new BufferedInputStream(new Fuse(socket.getInputStream(), bytes), 16 * 1024));
            out = socket.getOutputStream();
            out.write(("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            String head = head();
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new IllegalStateException(head);
            }
        } catch (IOException e) {
            reset();
            throw e;
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    void send(String text) throws IOException {
        out.write(frame(TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Masked with zeros, which leaves the payload as it is. */
    private static byte[] frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** The next whole message. */
    String next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            int opcode = first & 0x0F;
            if (opcode == CLOSE) {
                throw new Closed(ByteBuffer.wrap(payload).getShort() & 0xFFFF);
            } else if (opcode == PING) {
                out.write(frame(PONG, payload));
            } else if (opcode <= TEXT) {
                message.writeBytes(payload);
                if ((first & 0x80) != 0) {
                    return message.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    private byte[] payload() throws IOException {
        long length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    /** Ends as networks and programs do: reset, half a frame and then nothing, with a close frame, or just gone. */
    void cut(Random random) {
        try {
            switch (random.nextInt(4)) {
                case 0 -> reset();
                case 1 -> out.write(frame(TEXT, new byte[100]), 0, 1 + random.nextInt(100));
                case 2 -> out.write(frame(CLOSE, new byte[] {0x03, (byte) 0xE8}));
                default -> socket.shutdownOutput();
            }
        } catch (IOException e) {
            // gone already, which is a cut as well
        }
        close();
    }

    private void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
