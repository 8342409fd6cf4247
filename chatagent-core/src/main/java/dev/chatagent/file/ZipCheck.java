package dev.chatagent.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** An archive whose files take, when they are unpacked, what it says and not much more than it. They are counted, not believed. */
final class ZipCheck implements ContentCheck {
    private static final long MAX_BYTES = 200L << 20;
    private static final int MAX_RATIO = 100;
    private static final long NO_RATIO_BELOW = 1 << 20;
    private static final int BUFFER = 16 * 1024;

    @Override
    public void check(Content content) throws IOException {
        long total = 0;
        for (ZipDirectory.Entry entry : new ZipDirectory(content).entries()) {
            total += entry.size();
            requireModest(total, content.size());
            refuseNested(content, entry);
        }
        total = 0;
        for (ZipDirectory.Entry entry : new ZipDirectory(content).entries()) {
            total = unpack(content, entry, total);
        }
    }

    private static void requireModest(long unpacked, long size) {
        if (unpacked > MAX_BYTES || (unpacked > NO_RATIO_BELOW && unpacked / size > MAX_RATIO)) {
            throw Refusals.large(
                    "inflates_too_much",
                    "Unpacked, an archive has at most " + MAX_BYTES + " bytes and " + MAX_RATIO + " times its own.");
        }
    }

    private static InputStream open(Content content, ZipDirectory.Entry entry, Inflater inflater) {
        InputStream packed = content.stream(entry.at(), entry.packed());
        return entry.deflated() ? new InflaterInputStream(packed, inflater, BUFFER) : packed;
    }

    private static long unpack(Content content, ZipDirectory.Entry entry, long before) throws IOException {
        Inflater inflater = new Inflater(true);
        CRC32 crc = new CRC32();
        long total = before;
        try (InputStream in = open(content, entry, inflater)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                total += count;
                requireModest(total, content.size());
                crc.update(buffer, 0, count);
            }
            boolean all = !entry.deflated() || (inflater.finished() && inflater.getBytesRead() == entry.packed());
            if (!all || total - before != entry.size() || crc.getValue() != entry.crc()) {
                throw Refusals.notDeclared(FileType.ZIP);
            }
            return total;
        } catch (ZipException e) {
            throw Refusals.notDeclared(FileType.ZIP);
        } finally {
            inflater.end();
        }
    }

    /** What is packed twice cannot be counted. */
    private static void refuseNested(Content content, ZipDirectory.Entry entry) throws IOException {
        Inflater inflater = new Inflater(true);
        try (InputStream in = open(content, entry, inflater)) {
            if (Packed.begins(in.readNBytes(Packed.LONGEST))) {
                throw Refusals.large("nested", "There is an archive in the archive; send it by itself.");
            }
        } catch (ZipException e) {
            throw Refusals.notDeclared(FileType.ZIP);
        } finally {
            inflater.end();
        }
    }
}
