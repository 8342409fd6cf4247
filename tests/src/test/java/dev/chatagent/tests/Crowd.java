package dev.chatagent.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Many clients on one thread, each sending a beginning and then a byte a second, or reading nothing of what it asked for. */
final class Crowd implements AutoCloseable {
    private static final int SMALL_BUFFER = 4 * 1024;

    private final Selector selector;
    private final InetSocketAddress server;
    private final List<Client> clients = new ArrayList<>();

    Crowd(int port) throws IOException {
        selector = Selector.open();
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Of the channel's own buffer the first part goes out at once; the rest a byte at a time. */
    private static final class Client {
        private final SocketChannel channel;
        private final ByteBuffer begin;
        private final ByteBuffer drip;
        private final boolean reads;
        private boolean gone;

        Client(SocketChannel channel, ByteBuffer begin, ByteBuffer drip, boolean reads) {
            this.channel = channel;
            this.begin = begin;
            this.drip = drip;
            this.reads = reads;
        }

        void write(ByteBuffer bytes) {
            try {
                channel.write(bytes);
            } catch (IOException e) {
                leave();
            }
        }

        void leave() {
            gone = true;
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A byte a second after that beginning. */
    void slow(int count, String beginning) throws IOException {
        add(count, beginning, "x".repeat(3_600), true);
    }

    /** Asks and never reads. */
    void deaf(int count, String request) throws IOException {
        add(count, request, "", false);
    }

    private void add(int count, String beginning, String drip, boolean reads) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            if (!reads) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            }
            channel.connect(server);
            channel.configureBlocking(false);
            Client client = new Client(channel, bytes(beginning), bytes(drip), reads);
            channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE, client);
            clients.add(client);
            work(0);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One more byte of everybody who sends slowly. */
    void drip() {
        for (Client client : clients) {
            if (!client.gone && !client.begin.hasRemaining() && client.drip.hasRemaining()) {
                ByteBuffer one = client.drip.slice(client.drip.position(), 1);
                client.drip.position(client.drip.position() + 1);
                client.write(one);
            }
        }
    }

    /** Sends what can be sent, and notices who was dropped. */
    void work(long millis) throws IOException {
        if (millis > 0) {
            selector.select(millis);
        } else {
            selector.selectNow();
        }
        ByteBuffer buffer = ByteBuffer.allocate(SMALL_BUFFER);
        for (SelectionKey key : selector.selectedKeys()) {
            Client client = (Client) key.attachment();
            if (!client.gone && client.begin.hasRemaining()) {
                client.write(client.begin);
            }
            if (key.isValid() && !client.begin.hasRemaining()) {
                key.interestOps(client.reads ? SelectionKey.OP_READ : 0);
            }
            if (client.reads && !client.gone && key.isValid() && key.isReadable()) {
                read(client, buffer.clear());
            }
        }
        selector.selectedKeys().clear();
    }

    private static void read(Client client, ByteBuffer buffer) {
        try {
            if (client.channel.read(buffer) < 0) {
                client.leave();
            }
        } catch (IOException e) { // a reset is an end too
            client.leave();
        }
    }

    /** Those who send slowly and have not been dropped. */
    long sending() {
        return clients.stream().filter(client -> client.reads && !client.gone).count();
    }

    /** How many of which kind have not been dropped, as far as that can be seen. */
    Map<String, Long> left() {
        return clients.stream()
                .filter(client -> client.reads && !client.gone)
                .collect(Collectors.groupingBy(
                        client -> StandardCharsets.ISO_8859_1
                                .decode(client.begin.duplicate().rewind())
                                .toString()
                                .split("\r", 2)[0],
                        Collectors.counting()));
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Client::leave);
        selector.close();
    }
}
