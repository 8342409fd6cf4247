package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on its way in. Its bytes lie on the disk until all have come and have been looked at. For one thread at a time; closed
 * by whoever began it, in any outcome.
 */
public final class Upload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    private final Files files;
    private final Target target;
    private final FileChannel spooled;
    private final MessageDigest digest = sha256();
    private long size;
    private boolean closed;

    Upload(Files files, Target target, FileChannel spooled) {
        this.files = files;
        this.target = target;
        this.spooled = spooled;
    }

    /**
     * Takes the next bytes; writes them to a local file, and blocks no longer than that.
     *
     * @throws ChatAgentException PAYLOAD_TOO_LARGE
     */
    public void write(byte[] bytes, int offset, int length) {
        size += length;
        if (size > files.rules().maxBytes()) {
            throw Refusals.tooLarge(files.rules().maxBytes());
        }
        digest.update(bytes, offset, length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (buffer.hasRemaining()) {
                spooled.write(buffer);
            }
        } catch (IOException e) {
            throw new ChatAgentException(ErrorCode.STORAGE_FULL, "The file cannot be kept while it comes in.", e);
        }
    }

    /**
     * Looks at all of it and keeps it. When this returns, it is durable.
     *
     * @throws ChatAgentException UNSUPPORTED_MEDIA_TYPE or PAYLOAD_TOO_LARGE for content that is not taken, QUOTA_EXCEEDED,
     *     NOT_FOUND when the chat has gone, CONFLICT for an idempotency key of something else
     */
    public StoredFile finish() {
        if (size == 0) {
            throw Refusals.empty();
        }
        try {
            Content content = new Content(spooled);
            check(target.type(), content);
            String sha256 = HexFormat.of().formatHex(digest.digest());
            return files.keep(target, content, sha256);
        } catch (IOException e) {
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "The file cannot be read back.", e);
        }
    }

    /** Whether it is of that type, and nothing else besides. */
    static void check(FileType type, Content content) throws IOException {
        try {
            ContentCheck.of(type).check(content);
            if (type != FileType.ZIP) {
                HiddenZip.refuse(content);
            }
        } catch (EOFException e) {
            throw Refusals.notDeclared(type);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        files.leave();
        try {
            spooled.close();
        } catch (IOException e) {
            LOG.debug("An upload's file was not closed: {}", e.toString());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
