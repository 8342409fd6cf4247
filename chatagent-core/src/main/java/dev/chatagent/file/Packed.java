package dev.chatagent.file;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The first bytes of kinds of packed files. */
final class Packed {
    static final int LONGEST = 6;

    private static final List<String> HEADS = List.of(
            "PK\u0003\u0004",
            "PK\u0005\u0006",
            "\u001f\u008b",
            "BZh",
            "\u00fd7zXZ",
            "7z\u00bc\u00af'\u001c",
            "Rar!",
            "(\u00b5/\u00fd");

    private Packed() {}

    static boolean begins(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return HEADS.stream().anyMatch(text::startsWith);
    }
}
