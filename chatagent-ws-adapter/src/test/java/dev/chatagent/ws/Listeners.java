package dev.chatagent.ws;

import dev.chatagent.account.TokenPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many connections of one person that only listen, read by one thread. */
final class Listeners implements AutoCloseable {
    private static final Pattern EVENT = Pattern.compile("\"stream\":\"([^\"]+)\",\"seq\":(\\d+)");
    private static final int READ = 256 * 1024;

    /** Told of each event as it comes. */
    interface Ear {
        void hears(String stream, long seq);
    }

    private final int port;
    private final String token;
    private final Selector selector;
    private final Queue<Listener> fresh = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ);
    private final Thread thread = new Thread(this::run, "listeners");
    private volatile boolean closed;

    Listeners(WsServer server, TokenPair who) throws IOException {
        port = server.port();
        token = who.accessToken();
        selector = Selector.open();
        thread.setDaemon(true);
        thread.start();
    }

    /** Connects and sends the frames. */
    Listener open(Ear ear, String... frames) throws IOException {
        return open(ear, Map.of(), frames);
    }

    /** Takes the place of one that has gone. */
    Listener after(Listener gone, String... frames) throws IOException {
        return open(gone.ear, gone.last, frames);
    }

    private Listener open(Ear ear, Map<String, Long> last, String... frames) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, READ);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String head = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Authorization: Bearer "
                + token + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
        Listener listener = new Listener(channel, ear, last);
        for (String frame : frames) {
            listener.send(frame);
        }
        channel.configureBlocking(false);
        fresh.add(listener);
        selector.wakeup();
        return listener;
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(key -> {
                    Listener listener = (Listener) key.attachment();
                    if (listener.stalled) {
                        key.cancel();
                    } else {
                        listener.readable(buffer);
                    }
                });
                for (Listener next = fresh.poll(); next != null; next = fresh.poll()) {
                    next.channel.register(selector, SelectionKey.OP_READ, next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
    }

    /** One of them: what it has heard, and whether that was in order. */
    static final class Listener implements AutoCloseable {
        private final SocketChannel channel;
        private final Ear ear;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private final Map<String, Long> last;
        private byte[] rest = {};
        private boolean upgraded;
        private volatile String fault = "";
        private volatile int code = -1;
        private volatile boolean stalled;

        private Listener(SocketChannel channel, Ear ear, Map<String, Long> last) {
            this.channel = channel;
            this.ear = ear;
            this.last = new ConcurrentHashMap<>(last);
        }

        void send(String frame) throws IOException {
            channel.write(ByteBuffer.wrap(Frames.of(Frames.FIN | RawSocket.TEXT, frame)));
        }

        /** From now on it reads nothing. */
        void stall() {
            stalled = true;
        }

        long last(String stream) {
            return last.getOrDefault(stream, 0L);
        }

        /** What was lost, doubled or out of order. */
        String fault() {
            return fault;
        }

        int closeCode() {
            return code;
        }

        private void readable(ByteBuffer buffer) {
            try {
                buffer.clear();
                int count = channel.read(buffer);
                if (count < 0) {
                    over(RawSocket.CUT);
                    return;
                }
                ByteBuffer all =
                        ByteBuffer.allocate(rest.length + count).put(rest).put(buffer.flip());
                parse(all.flip());
                rest = new byte[all.remaining()];
                all.get(rest);
            } catch (IOException e) {
                over(RawSocket.CUT);
            }
        }

        private void over(int newCode) {
            if (code < 0) {
                code = newCode;
            }
            close();
        }

        private void parse(ByteBuffer bytes) {
            if (!upgraded) {
                String text =
                        StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
                int end = text.indexOf("\r\n\r\n");
                if (end < 0) {
                    return;
                }
                upgraded = true;
                bytes.position(end + 4);
            }
            while (bytes.remaining() >= 2 && whole(bytes)) {}
        }

        private boolean whole(ByteBuffer bytes) {
            bytes.mark();
            int first = bytes.get();
            int form = bytes.get() & 0x7F;
            int more = form == 126 ? Short.BYTES : form == 127 ? Long.BYTES : 0;
            if (bytes.remaining() < more) {
                bytes.reset();
                return false;
            }
            long length = form == 126 ? bytes.getShort() & 0xFFFF : form == 127 ? bytes.getLong() : form;
            if (bytes.remaining() < length) {
                bytes.reset();
                return false;
            }
            byte[] payload = new byte[(int) length];
            bytes.get(payload);
            take(first, payload);
            return true;
        }

        private void take(int first, byte[] payload) {
            int opcode = first & 0x0F;
            if (opcode == RawSocket.CLOSE) {
                over(new RawSocket.Frame(opcode, payload).closeCode());
            } else if (opcode < RawSocket.CLOSE) {
                message.writeBytes(payload);
                if ((first & Frames.FIN) != 0) {
                    hear(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                }
            }
        }

        private void hear(String text) {
            Matcher event = EVENT.matcher(text);
            while (event.find()) {
                String stream = event.group(1);
                long seq = Long.parseLong(event.group(2));
                Long before = last.put(stream, seq);
                if (before != null && before + 1 != seq) {
                    fault = stream + " went from " + before + " to " + seq;
                }
                ear.hears(stream, seq);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
