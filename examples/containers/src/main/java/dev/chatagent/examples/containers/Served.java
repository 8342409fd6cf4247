package dev.chatagent.examples.containers;

import java.io.IOException;

/** An application that a container serves on a free loopback port. */
public interface Served extends AutoCloseable {
    int port();

    /** How many TCP connections the container holds. */
    long connections();

    @Override
    void close() throws IOException;
}
