package dev.chatagent.tests.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A bad network: stands between clients and a server on this machine, and breaks what passes as it is told. Thread-safe. */
final class FaultyProxy implements AutoCloseable {
    private static final int CHUNK = 4 * 1024;
    private static final long NEVER = Long.MAX_VALUE;

    /** What happens to bytes. */
    enum Fault {
        NONE,
        /** They wait, in both directions, until another fault is set. */
        STALL,
        /** What the server says is lost, while the connection looks alive. */
        DEAF,
        /** They trickle: some hundred kilobytes a second. */
        SLOW,
        /** Connections end as soon as they begin. */
        REFUSE
    }

    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Long> dials = new CopyOnWriteArrayList<>();
    private final AtomicLong untilCut = new AtomicLong(NEVER);
    private volatile int target;
    private volatile Fault fault = Fault.NONE;

    FaultyProxy(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    URI webSocket() {
        return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/ws");
    }

    void target(int port) {
        target = port;
    }

    void fault(Fault next) {
        fault = next;
    }

    /** When, in {@link System#nanoTime()}, somebody connected. */
    List<Long> dials() {
        return dials;
    }

    /** Resets every connection. */
    void cut() {
        for (Socket socket : sockets) {
            reset(socket);
        }
        sockets.clear();
    }

    /** Cuts once the server has said so many bytes more, in the middle of whatever that is. */
    void cutAfter(long bytes) {
        untilCut.set(bytes);
    }

    boolean cutDone() {
        return untilCut.get() == NEVER;
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                dials.add(System.nanoTime());
                if (fault == Fault.REFUSE) {
                    reset(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // the listener is closed, which ends this; or the server is down, and the client was told
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(client, server));
            daemon(() -> pass(client, server, false));
            daemon(() -> pass(server, client, true));
        } catch (IOException e) {
            reset(client);
        }
    }

    private void pass(Socket from, Socket to, boolean fromServer) {
        byte[] chunk = new byte[CHUNK];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                waitAsTold(read);
                if (fromServer && fault == Fault.DEAF) {
                    continue;
                }
                int passed = fromServer ? untilCut(read) : read;
                out.write(chunk, 0, passed);
                if (passed < read) {
                    untilCut.set(NEVER);
                    cut();
                }
            }
        } catch (IOException e) {
            // a reset ends the connection like any other close
        }
    }

    private void waitAsTold(int bytes) {
        if (fault == Fault.SLOW) {
            LockSupport.parkNanos(bytes * 4_000L);
        }
        while (fault == Fault.STALL && !listener.isClosed()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private int untilCut(int bytes) {
        long before = untilCut.getAndUpdate(left -> left == NEVER ? NEVER : Math.max(0, left - bytes));
        return (int) Math.min(before, bytes);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
