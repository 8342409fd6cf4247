package dev.chatagent.file;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of files that can be told by their content. What is not in here cannot be let in by any setting. */
public enum FileType {
    PNG("image/png", "png"),
    JPEG("image/jpeg", "jpg", "jpeg", "jfif"),
    GIF("image/gif", "gif"),
    WEBP("image/webp", "webp"),
    PDF("application/pdf", "pdf"),
    TEXT("text/plain", "txt", "text", "log"),
    MARKDOWN("text/markdown", "md", "markdown"),
    CSV("text/csv", "csv"),
    JSON("application/json", "json"),
    /** Not let in unless it is asked for, as the next one. */
    ZIP("application/zip", "zip"),
    SVG("image/svg+xml", "svg");

    private static final Pattern CHARSET = Pattern.compile("(?i)\\s*charset\\s*=\\s*\"?(utf-8|us-ascii)\"?\\s*");

    private final String mediaType;

    @SuppressWarnings("ImmutableEnumChecker") // it comes from List.of
    private final List<String> extensions;

    FileType(String mediaType, String... extensions) {
        this.mediaType = mediaType;
        this.extensions = List.of(extensions);
    }

    /** Without parameters. */
    public String mediaType() {
        return mediaType;
    }

    /** In lower case, without the dot; the usual one first. */
    List<String> extensions() {
        return extensions;
    }

    boolean text() {
        return this == TEXT || this == MARKDOWN || this == CSV || this == JSON || this == SVG;
    }

    /**
     * Reads a list such as {@code image/png, text/csv}.
     *
     * @throws ChatAgentException INVALID_REQUEST naming one that is not known
     */
    public static Set<FileType> parseList(String text) {
        Set<FileType> types = EnumSet.noneOf(FileType.class);
        for (String name : text.split(",", -1)) {
            if (!name.isBlank()) {
                types.add(named(name.strip().toLowerCase(Locale.ROOT))
                        .orElseThrow(() -> new ChatAgentException(
                                ErrorCode.INVALID_REQUEST,
                                "'" + name.strip() + "' is no type that can be checked; there are "
                                        + names(EnumSet.allOf(FileType.class)) + ".")));
            }
        }
        return types;
    }

    static String names(Set<FileType> types) {
        return Arrays.stream(values())
                .filter(types::contains)
                .map(FileType::mediaType)
                .collect(Collectors.joining(", "));
    }

    private static Optional<FileType> named(String mediaType) {
        return Arrays.stream(values())
                .filter(type -> type.mediaType.equals(mediaType))
                .findFirst();
    }

    /** What a {@code Content-Type} says; of its parameters only the charset of a text may be there (RFC 9110 section 8.3). */
    static Optional<FileType> declared(String contentType) {
        String[] parts = contentType.split(";", -1);
        Optional<FileType> type = named(parts[0].strip().toLowerCase(Locale.ROOT));
        for (int i = 1; i < parts.length; i++) {
            if (type.isEmpty()
                    || !type.get().text()
                    || !CHARSET.matcher(parts[i]).matches()) {
                return Optional.empty();
            }
        }
        return type;
    }
}
