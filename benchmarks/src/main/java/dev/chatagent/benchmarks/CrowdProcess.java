package dev.chatagent.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
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
import java.util.StringJoiner;

/**
 * The other end of a {@link Crowd}: one thread over all its connections. It counts how often the mark that it was given comes by and
 * looks at nothing else, so that it costs the same whoever sends.
 */
final class CrowdProcess {
    static final String READY = "ready";
    static final String GO = "go";

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final byte[] bytes = new byte[buffer.capacity()];
    private final List<Member> members = new ArrayList<>();
    private final byte[] hello;

    /** A connection: how often it has heard the mark, how much of the next one, and when it has heard enough. */
    private static final class Member {
        private final SocketChannel channel;
        private final byte[] mark;
        private int matched;
        private int heard;
        private long enoughAt;

        Member(SocketChannel channel, byte[] mark) {
            this.channel = channel;
            this.mark = mark;
        }

        /** No part of a mark but its first letter begins it again. */
        void hear(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                if (bytes[i] == mark[matched]) {
                    matched++;
                    if (matched == mark.length) {
                        matched = 0;
                        heard++;
                    }
                } else {
                    matched = bytes[i] == mark[0] ? 1 : 0;
                }
            }
        }
    }

    private CrowdProcess(byte[] hello) throws IOException {
        this.hello = hello;
    }

    /** @param arguments port, path, token, what each says first, what ends its answer, the mark, how many */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        CrowdProcess crowd = new CrowdProcess(frame(arguments[3]));
        for (int i = Integer.parseInt(arguments[6]); i > 0; i--) {
            crowd.connect(
                    Integer.parseInt(arguments[0]), arguments[1], arguments[2], arguments[4], ascii(arguments[5]));
        }
        out.println(READY);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] order = line.split(" ", 3);
            out.println(GO);
            crowd.hear(Integer.parseInt(order[0]), Boolean.parseBoolean(order[1]));
            StringJoiner times = new StringJoiner(" ");
            crowd.members.forEach(member -> times.add(Long.toString(member.enoughAt)));
            out.println(times);
        }
        System.exit(0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A text frame of a client, masked with zeros. */
    private static byte[] frame(String text) {
        byte[] payload = ascii(text);
        return ByteBuffer.allocate(6 + payload.length)
                .put((byte) 0x81)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array();
    }

    private void connect(int port, String path, String token, String answer, byte[] mark) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(ascii("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAuthorization: Bearer " + token + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")));
        readTo(channel, "\r\n\r\n");
        if (!answer.isEmpty()) {
            channel.write(ByteBuffer.wrap(hello));
            readTo(channel, answer);
        }
        channel.configureBlocking(false);
        Member member = new Member(channel, mark);
        channel.register(selector, SelectionKey.OP_READ, member);
        members.add(member);
    }

    private static void readTo(SocketChannel channel, String end) throws IOException {
        StringBuilder heard = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (heard.indexOf(end) < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new IOException("The server left after " + heard);
            }
            heard.append((char) one.get(0));
        }
    }

    /** @param asking whether each says its word before each of them */
    private void hear(int times, boolean asking) throws IOException {
        for (Member member : members) {
            member.heard = 0;
            member.enoughAt = 0;
            if (asking) {
                member.channel.write(ByteBuffer.wrap(hello));
            }
        }
        int left = members.size();
        while (left > 0) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                Member member = (Member) key.attachment();
                int before = member.heard;
                read(member);
                if (member.heard >= times && member.enoughAt == 0) {
                    member.enoughAt = System.nanoTime();
                    left--;
                } else if (asking && member.heard > before && member.heard < times) {
                    member.channel.write(ByteBuffer.wrap(hello));
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void read(Member member) throws IOException {
        int length = member.channel.read(buffer.clear());
        if (length < 0) {
            throw new IOException("The server has closed a connection");
        }
        buffer.flip().get(bytes, 0, length);
        member.hear(bytes, length);
    }
}
