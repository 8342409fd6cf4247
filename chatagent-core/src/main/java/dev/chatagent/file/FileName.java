package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a file as every file system, header and page can hold it. What leads elsewhere, hides what a file is or means a
 * device is refused; what is merely awkward is replaced. Rules of Windows, which are the strictest: "Naming Files, Paths, and
 * Namespaces" of its documentation.
 */
final class FileName {
    private static final int MAX_CODE_POINTS = 200;
    private static final int MAX_BYTES = 255;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private static final Pattern AWKWARD = Pattern.compile("[<>\"|?*]");
    private static final Pattern BLANKS = Pattern.compile("[\\p{Zs}]+");
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\\s*");

    /** What servers, browsers or desktops run; none of them may stand in the middle of a name either. */
    private static final Set<String> RUN = Set.of(
            "asp",
            "aspx",
            "bash",
            "bat",
            "cgi",
            "cmd",
            "cpl",
            "dll",
            "exe",
            "hta",
            "htaccess",
            "htm",
            "html",
            "jar",
            "js",
            "jse",
            "jsp",
            "jspx",
            "lnk",
            "mjs",
            "msc",
            "msi",
            "phar",
            "php",
            "php3",
            "php4",
            "php5",
            "php7",
            "php8",
            "phps",
            "pht",
            "phtml",
            "pl",
            "ps1",
            "psm1",
            "py",
            "rb",
            "scr",
            "sh",
            "shtml",
            "svg",
            "svgz",
            "swf",
            "vb",
            "vbe",
            "vbs",
            "war",
            "wsf",
            "wsh",
            "xht",
            "xhtml",
            "xml",
            "xsl");

    private FileName() {}

    /**
     * The name to keep.
     *
     * @throws ChatAgentException INVALID_REQUEST naming the field {@code name}
     */
    static String accept(String raw, FileType type) {
        requireHonest(raw);
        String name = BLANKS.matcher(AWKWARD.matcher(Normalizer.normalize(raw, Normalizer.Form.NFC))
                        .replaceAll("_"))
                .replaceAll(" ")
                .strip();
        if (name.isEmpty()) {
            throw refusal("required", "A file needs a name.");
        }
        if (name.codePointCount(0, name.length()) > MAX_CODE_POINTS
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw refusal(
                    "too_long",
                    "A name has at most " + MAX_CODE_POINTS + " characters and " + MAX_BYTES + " bytes in UTF-8.");
        }
        if (name.startsWith(".") || name.endsWith(".")) {
            throw refusal("invalid", "A name neither begins nor ends with a dot.");
        }
        if (DEVICE.matcher(name.split("\\.", 2)[0]).matches()) {
            throw refusal("reserved", "This is the name of a device in Windows; choose another one.");
        }
        requireExtension(name, type);
        return name;
    }

    private static void requireHonest(String raw) {
        if (raw.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':')) {
            throw refusal("path", "A name has no directories and no drive: leave out '/', '\\' and ':'.");
        }
        if (raw.codePoints().anyMatch(FileName::invisible)) {
            throw refusal("invisible", "A name has no control characters and none that turn the direction of writing.");
        }
    }

    /** Joiners belong to scripts and emoji; all else that nobody sees is there to deceive. */
    private static boolean invisible(int c) {
        if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static void requireExtension(String name, FileType type) {
        List<String> parts = List.of(name.toLowerCase(Locale.ROOT).split("\\.", -1));
        String last = parts.get(parts.size() - 1);
        if (parts.size() < 2 || !type.extensions().contains(last)) {
            throw refusal(
                    "extension",
                    "A file of " + type.mediaType() + " has a name that ends with ."
                            + String.join(", .", type.extensions()) + ".");
        }
        for (String inner : parts.subList(1, parts.size() - 1)) {
            if (RUN.contains(inner.strip())) {
                throw refusal("double_extension", "'." + inner + "' in the middle of a name hides what a file is.");
            }
        }
    }

    private static ChatAgentException refusal(String code, String message) {
        return ChatAgentException.invalid("name", code, message);
    }
}
