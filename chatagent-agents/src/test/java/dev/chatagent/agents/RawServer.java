package dev.chatagent.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An HTTP server on a bare socket, so that a test decides every byte, and when the line goes dead. */
final class RawServer implements AutoCloseable {
    /** Answers one request. */
    interface Script {
        void answer(Peer peer) throws Exception;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch clientGone = new CountDownLatch(1);

    private RawServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    static RawServer start(Script script) throws IOException {
        return new RawServer(script);
    }

    /** Answers with these bytes as a stream of events, and closes. */
    static RawServer stream(String body) throws IOException {
        return start(peer -> {
            peer.head(200, "text/event-stream");
            peer.write(body);
            peer.close();
        });
    }

    /** Answers with a status and a body. */
    static RawServer status(int status, String contentType, String body, String... headers) throws IOException {
        return start(peer -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String[] all = List.of(headers).toArray(new String[headers.length + 1]);
            all[headers.length] = "Content-Length: " + bytes.length;
            peer.head(status, contentType, all);
            peer.write(bytes);
        });
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/v1";
    }

    List<String> requests() {
        return requests;
    }

    int connections() {
        return connections.get();
    }

    /** Waits until a client has closed its connection. */
    boolean clientGoneWithin(long millis) throws InterruptedException {
        return clientGone.await(millis, TimeUnit.MILLISECONDS);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String request = request(in);
                if (request.isEmpty()) {
                    break;
                }
                requests.add(request);
                Peer peer = new Peer(socket, request);
                daemon(() -> run(peer));
            }
        } catch (IOException e) {
            // The client's reset counts as its going.
        }
        clientGone.countDown();
    }

    private void run(Peer peer) {
        try {
            script.answer(peer);
        } catch (Exception e) {
            peer.failed = true; // a client that went away while we were writing
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** The server's end of one connection. */
    static final class Peer {
        private final Socket socket;
        private final String request;
        private final OutputStream out;
        private final AtomicLong written = new AtomicLong();
        private volatile boolean failed;

        Peer(Socket socket, String request) throws IOException {
            this.socket = socket;
            this.request = request;
            this.out = socket.getOutputStream();
            socket.setTcpNoDelay(true);
        }

        /** Head and body of what is to be answered. */
        String request() {
            return request;
        }

        void head(int status, String contentType, String... headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
            if (!contentType.isEmpty()) {
                head.append("Content-Type: ").append(contentType).append("\r\n");
            }
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            write(head + "\r\n");
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            written.addAndGet(bytes.length);
        }

        /** One piece of a body with {@code Transfer-Encoding: chunked}; an empty one ends it. */
        void chunk(String text) throws IOException {
            write(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
        }

        void close() throws IOException {
            assertThat(failed).isFalse();
            socket.close();
        }

        long written() {
            return written.get();
        }
    }
}
