package dev.chatagent.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/** H2's files on a disk that fails when told to. One test at a time. */
public final class FaultyFiles extends FilePathWrapper {
    private static volatile boolean full;
    private static volatile boolean unsynced;
    private static volatile @Nullable CountDownLatch syncing;
    private static volatile CountDownLatch syncMayEnd = new CountDownLatch(0);

    static JdbcStorage storage(Path database) {
        FilePath.register(new FaultyFiles());
        repair();
        return JdbcStorage.at("jdbc:h2:faulty:" + database.toAbsolutePath());
    }

    static void repair() {
        full = false;
        unsynced = false;
        syncing = null;
        syncMayEnd.countDown();
    }

    /** Every write fails. */
    static void fill() {
        full = true;
    }

    /** Every sync fails. */
    static void refuseSyncs() {
        unsynced = true;
    }

    /** The next syncs take until the answer is counted down; {@code begun} tells when the first of them has begun. */
    static CountDownLatch holdSyncs(CountDownLatch begun) {
        syncMayEnd = new CountDownLatch(1);
        syncing = begun;
        return syncMayEnd;
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode));
    }

    private static final class Channel extends FileBase {
        private final FileChannel real;

        Channel(FileChannel real) {
            this.real = real;
        }

        private static void checkRoom() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void force(boolean metaData) throws IOException {
            CountDownLatch begun = syncing;
            if (begun != null) {
                begun.countDown();
                try {
                    syncMayEnd.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            if (unsynced) {
                throw new IOException("Input/output error");
            }
            real.force(metaData);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            checkRoom();
            return real.write(source);
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            checkRoom();
            return real.write(source, position);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return real.read(target);
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            real.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return real.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }
    }
}
