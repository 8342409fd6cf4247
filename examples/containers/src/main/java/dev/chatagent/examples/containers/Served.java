package dev.chatagent.examples.containers;

import java.io.IOException;

/** An application that a container serves on a free loopback port. */
public interface Served extends AutoCloseable {
    /**
     * Bytes that the kernel takes for a peer who reads slowly. By default it is up to four MiB, of which a third has to be gone before
     * it takes more: who reads 800 KB a second looks as if they read nothing for two seconds, and who has stopped costs as much.
     */
    int SEND_BUFFER = 256 * 1024;
    /** Connections that the kernel holds until they are accepted; whoever comes beyond has to try again, a second later and more. */
    int BACKLOG = 1_000;

    int port();

    /** How many TCP connections the container holds. */
    long connections();

    @Override
    void close() throws IOException;
}
