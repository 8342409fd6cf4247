package dev.chatagent.file;

import java.io.IOException;

/** Looks whether content is what it is declared to be, and that alone. Has no state. */
interface ContentCheck {

    /**
     * @throws dev.chatagent.error.ChatAgentException saying why it is not taken
     * @throws java.io.EOFException when it ends too early
     */
    void check(Content content) throws IOException;

    /** Programs that look for the beginning of a file from its end would find another one there. */
    static void requireEnd(Content content, long end) {
        if (end != content.size()) {
            throw Refusals.twoInOne("There is something behind the end of the file.");
        }
    }

    static ContentCheck of(FileType type) {
        return switch (type) {
            case PNG -> new PngCheck();
            case JPEG -> new JpegCheck();
            case GIF -> new GifCheck();
            case WEBP -> new WebpCheck();
            case PDF -> new PdfCheck();
            case TEXT, CSV -> new TextCheck(true);
            case MARKDOWN -> new TextCheck(false);
            case JSON -> new JsonCheck();
            case SVG -> new SvgCheck();
            case ZIP -> new ZipCheck();
        };
    }
}
