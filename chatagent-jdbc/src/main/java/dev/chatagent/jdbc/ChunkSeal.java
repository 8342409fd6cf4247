package dev.chatagent.jdbc;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ties a chunk to its file, its place in it, and whether it is the last one, so that a chunk that was changed, moved, left out
 * or cut off is noticed before anybody uses it.
 */
sealed interface ChunkSeal {
    /** Longest chunk, in bytes of content. */
    int MAX_BYTES = 1 << 16;

    /** Bytes that sealing adds. */
    int overhead();

    byte[] seal(long index, boolean last, byte[] content, int length);

    /** @throws BackupFormatException when it is not what was sealed there */
    byte[] open(long index, boolean last, byte[] sealed) throws BackupFormatException;

    private static byte[] place(byte[] header, long index, boolean last) {
        return ByteBuffer.allocate(header.length + Long.BYTES + 1)
                .put(header)
                .putLong(index)
                .put((byte) (last ? 1 : 0))
                .array();
    }

    private static BackupFormatException damaged(long index) {
        return new BackupFormatException("it is damaged or was changed (chunk " + index + ")");
    }

    /** The content and its SHA-256, in the clear: against accidents, not against people. */
    final class Digested implements ChunkSeal {
        private final byte[] header;

        /** @param header digest of the file's header */
        Digested(byte[] header) {
            this.header = header.clone();
        }

        @Override
        public int overhead() {
            return Digests.SHA256_BYTES;
        }

        @Override
        public byte[] seal(long index, boolean last, byte[] content, int length) {
            byte[] sealed = Arrays.copyOf(content, length + overhead());
            System.arraycopy(digest(index, last, content, length), 0, sealed, length, overhead());
            return sealed;
        }

        @Override
        public byte[] open(long index, boolean last, byte[] sealed) throws BackupFormatException {
            int length = sealed.length - overhead();
            byte[] expected = digest(index, last, sealed, length);
            if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, length, sealed.length))) {
                throw damaged(index);
            }
            return Arrays.copyOf(sealed, length);
        }

        private byte[] digest(long index, boolean last, byte[] content, int length) {
            MessageDigest digest = Digests.sha256();
            digest.update(place(header, index, last));
            digest.update(content, 0, length);
            return digest.digest();
        }
    }

    /** AES-256-GCM; the chunk's number is the nonce, its place the additional data. */
    final class Encrypted implements ChunkSeal {
        private static final int TAG_BYTES = 16;
        private static final int NONCE_BYTES = 12;

        private final byte[] header;
        private final SecretKeySpec key;

        /** @param header digest of the file's header */
        Encrypted(byte[] header, SecretKeySpec key) {
            this.header = header.clone();
            this.key = key;
        }

        @Override
        public int overhead() {
            return TAG_BYTES;
        }

        @Override
        public byte[] seal(long index, boolean last, byte[] content, int length) {
            try {
                return cipher(Cipher.ENCRYPT_MODE, index, last).doFinal(content, 0, length);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has AES-GCM", e);
            }
        }

        @Override
        public byte[] open(long index, boolean last, byte[] sealed) throws BackupFormatException {
            try {
                return cipher(Cipher.DECRYPT_MODE, index, last).doFinal(sealed);
            } catch (AEADBadTagException e) {
                throw damaged(index);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has AES-GCM", e);
            }
        }

        private Cipher cipher(int mode, long index, boolean last) throws GeneralSecurityException {
            byte[] nonce =
                    ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(index).array();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(place(header, index, last));
            return cipher;
        }
    }
}
