package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Set;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.jspecify.annotations.Nullable;

/**
 * An open file of H2. A thread that is interrupted during file access closes the system's channel; this one opens it again, with
 * its lock, for as long as nobody has closed it. The interrupt is lost then. Once it is closed nothing opens it again: by then
 * another file may have the name. Thread-safe.
 */
final class H2Channel extends FileBase {
    /** Each interrupt costs one try. */
    private static final int MAX_TRIES = 20;

    private final FilePath path;
    private final String mode;
    private final Set<H2Channel> open;
    private volatile FileChannel channel;
    private @Nullable Lock lock;
    private long position;

    private H2Channel(FilePath path, String mode, Set<H2Channel> open, FileChannel channel) {
        this.path = path;
        this.mode = mode;
        this.open = open;
        this.channel = channel;
    }

    /** @param open holds it for as long as it is open */
    static H2Channel open(FilePath path, String mode, Set<H2Channel> open) throws IOException {
        H2Channel opened = new H2Channel(path, mode, open, path.open(mode));
        open.add(opened);
        return opened;
    }

    /** Name of the file. */
    String file() {
        return path.toString();
    }

    /** What is done with the file; done again from its start when an interrupt came. */
    private interface Access<T> {
        T on(FileChannel channel) throws IOException;
    }

    private <T> T persistently(Access<T> access) throws IOException {
        for (int tries = 1; ; tries++) {
            FileChannel current = channel;
            try {
                return access.on(current);
            } catch (ClosedChannelException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
                replace(current, e);
            }
        }
    }

    private synchronized void replace(FileChannel dead, ClosedChannelException reason) throws IOException {
        if (!isOpen()) {
            throw reason;
        }
        if (dead != channel) {
            return; // another thread was here first
        }
        boolean unused = Thread.interrupted(); // a flag left up would close the new one as well
        FileChannel again = path.open(mode);
        try {
            if (lock != null) {
                lock.renew(again);
            }
            channel = again;
        } finally {
            if (again != channel) {
                again.close();
            }
        }
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // who names the place needs no turn
    public int read(ByteBuffer target, long from) throws IOException {
        int start = target.position();
        return persistently(file -> file.read(target.position(start), from));
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // who names the place needs no turn
    public int write(ByteBuffer source, long to) throws IOException {
        int start = source.position();
        return persistently(file -> file.write(source.position(start), to));
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        int bytes = read(target, position);
        position += Math.max(bytes, 0);
        return bytes;
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        int bytes = write(source, position);
        position += bytes;
        return bytes;
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        return persistently(FileChannel::size);
    }

    @Override
    public synchronized FileChannel truncate(long size) throws IOException {
        persistently(file -> file.truncate(size));
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        persistently(file -> {
            file.force(metaData);
            return file;
        });
    }

    @Override
    public synchronized @Nullable FileLock tryLock(long from, long size, boolean shared) throws IOException {
        FileLock real = persistently(file -> file.tryLock(from, size, shared));
        lock = real == null ? null : new Lock(this, real);
        return lock;
    }

    @Override
    protected synchronized void implCloseChannel() throws IOException {
        open.remove(this);
        channel.close();
    }

    /** Closing gives up its locks as well. */
    void closeQuietly() {
        try {
            close();
        } catch (IOException e) { // the end of the process closes it too
        }
    }

    @Override
    public String toString() {
        return H2Files.SCHEME + ":" + path;
    }

    /** A lock that outlives the system's channel. */
    private static final class Lock extends FileLock {
        private volatile FileLock real;

        Lock(H2Channel channel, FileLock real) {
            super(channel, real.position(), real.size(), real.isShared());
            this.real = real;
        }

        void renew(FileChannel channel) throws IOException {
            FileLock again = channel.tryLock(position(), size(), isShared());
            if (again == null) {
                throw new IOException("Another process has locked the file meanwhile");
            }
            real = again;
        }

        @Override
        public boolean isValid() {
            return acquiredBy().isOpen() && real.isValid();
        }

        @Override
        public void release() throws IOException {
            try {
                real.release();
            } catch (ClosedChannelException e) { // gone with its channel
            }
        }
    }
}
