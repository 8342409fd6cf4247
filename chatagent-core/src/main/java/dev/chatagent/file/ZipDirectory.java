package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The directory of a ZIP archive (PKWARE APPNOTE 6.3.10), read by the strictest reading: no room in which two readers could see
 * two different archives.
 */
final class ZipDirectory {
    private static final String LOCAL = "PK\u0003\u0004";
    private static final String CENTRAL = "PK\u0001\u0002";
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int MAX_ENTRIES = 1_000;
    private static final int MAX_NAME = 512;
    private static final int ENCRYPTED = 1;
    private static final int DESCRIBED_LATER = 8;
    private static final long SYMBOLIC_LINK = 0xa000;
    private static final long KIND_OF_FILE = 0xf000;

    private final Content content;

    ZipDirectory(Content content) {
        this.content = content;
    }

    /**
     * A file in it.
     *
     * @param at where its packed bytes are
     * @param deflated whether they are packed at all
     */
    record Entry(long local, long at, long packed, long size, long crc, boolean deflated) {
        long end() {
            return at + packed;
        }
    }

    /** In the order of their bytes. */
    List<Entry> entries() throws IOException {
        long end = end();
        int count = (int) content.little(end + 10, 2);
        long at = content.little(end + 16, 4);
        if (content.little(end + 4, 4) != 0
                || content.little(end + 8, 2) != count
                || at + content.little(end + 12, 4) != end) {
            throw ambiguous();
        }
        if (count > MAX_ENTRIES) {
            throw Refusals.large("too_many_entries", "An archive has at most " + MAX_ENTRIES + " files.");
        }
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long next = at; entries.size() < count; ) {
            Entry entry = entry(next);
            String name = name(next);
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw ambiguous();
            }
            entries.add(entry);
            next += CENTRAL_BYTES + name.length() + content.little(next + 30, 2) + content.little(next + 32, 2);
            if (next > end || (entries.size() == count && next != end)) {
                throw ambiguous();
            }
        }
        entries.sort(Comparator.comparing(Entry::local));
        requireApart(entries, at);
        return entries;
    }

    /** With nothing behind it: its own comment would be a place to hide in. */
    private long end() throws IOException {
        long end = content.size() - HiddenZip.END_BYTES;
        if (!content.is(0, LOCAL) || !content.is(end, HiddenZip.END)) {
            throw Refusals.notDeclared(FileType.ZIP);
        }
        return end;
    }

    private Entry entry(long at) throws IOException {
        if (!content.is(at, CENTRAL)) {
            throw ambiguous();
        }
        long flags = content.little(at + 8, 2);
        long method = content.little(at + 10, 2);
        if ((flags & ENCRYPTED) != 0 || (method != 0 && method != 8)) {
            throw Refusals.notTaken(
                    "not_readable", "The archive has files that are encrypted or packed in a rare way.");
        }
        if ((content.little(at + 38, 4) >> 16 & KIND_OF_FILE) == SYMBOLIC_LINK) {
            throw Refusals.notTaken("link", "The archive has a symbolic link in it.");
        }
        long local = content.little(at + 42, 4);
        long name = content.little(at + 28, 2);
        if (!content.is(local, LOCAL)
                || content.little(local + 6, 2) != flags
                || content.little(local + 8, 2) != method
                || content.little(local + 26, 2) != name
                || !content.is(local + LOCAL_BYTES, content.latin(at + CENTRAL_BYTES, (int) name))) {
            throw ambiguous();
        }
        Entry entry = new Entry(
                local,
                local + LOCAL_BYTES + name + content.little(local + 28, 2),
                content.little(at + 20, 4),
                content.little(at + 24, 4),
                content.little(at + 16, 4),
                method != 0);
        boolean told = (flags & DESCRIBED_LATER) == 0;
        if (told
                && (content.little(local + 18, 4) != entry.packed() || content.little(local + 22, 4) != entry.size())) {
            throw ambiguous();
        }
        return entry;
    }

    private String name(long at) throws IOException {
        int length = (int) content.little(at + 28, 2);
        String name = content.latin(at + CENTRAL_BYTES, length);
        boolean outside = name.startsWith("/")
                || name.contains("\\")
                || name.contains(":")
                || ("/" + name + "/").contains("/../")
                || name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
        if (outside || length == 0 || length > MAX_NAME) {
            throw Refusals.notTaken("path", "The archive has a file whose name leads out of it.");
        }
        return name;
    }

    /** One behind the other, each with its own bytes, and nothing between them but what describes them. */
    private static void requireApart(List<Entry> entries, long directory) {
        long free = 0;
        for (Entry entry : entries) {
            long gap = entry.local() - free;
            if (gap < 0 || gap > 24) {
                throw overlapping();
            }
            free = entry.end();
        }
        if (directory - free < 0 || directory - free > 24) {
            throw overlapping();
        }
    }

    private static ChatAgentException overlapping() {
        return Refusals.large(
                "overlapping", "Files in the archive share bytes, or there are bytes that belong to none.");
    }

    private static ChatAgentException ambiguous() {
        return Refusals.notTaken(
                "ambiguous", "The archive is damaged, or made so that programs see different things in it.");
    }
}
