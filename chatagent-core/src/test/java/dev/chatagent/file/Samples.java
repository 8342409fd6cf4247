package dev.chatagent.file;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Files as other programs make them, and pieces to spoil them with. */
final class Samples {
    /** A lossy and a lossless picture of one pixel, made by libwebp. */
    private static final String WEBP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

    private static final String WEBP_LOSSLESS = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

    private Samples() {}

    static byte[] of(FileType type) {
        return switch (type) {
            case PNG -> picture("png", 40, 30);
            case JPEG -> picture("jpg", 40, 30);
            case GIF -> picture("gif", 40, 30);
            case WEBP -> Base64.getDecoder().decode(WEBP);
            case PDF -> latin("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n");
            case TEXT, MARKDOWN -> utf8("# Über <b>primes</b>\r\n\n\t2, 3, 5 😀\n");
            case CSV -> utf8("name;prime\nzwei;2\n");
            case JSON -> utf8("{\"a\":[1,2.5e3,\"ü\",null,true]}");
            case SVG ->
                utf8("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0h1\"/></svg>");
            case ZIP -> zip("a/b.txt", utf8("hello ".repeat(50)), "c.bin", noise(5_000));
        };
    }

    static byte[] losslessWebp() {
        return Base64.getDecoder().decode(WEBP_LOSSLESS);
    }

    static byte[] picture(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG whose head says that size. */
    static byte[] pngOf(int width, int height) {
        byte[] png = picture("png", 2, 2);
        ByteBuffer buffer = ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        buffer.putInt(29, (int) crc.getValue());
        return png;
    }

    static byte[] zip(Object... namesAndContents) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (int i = 0; i < namesAndContents.length; i += 2) {
                    zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                    zip.write((byte[]) namesAndContents[i + 1]);
                    zip.closeEntry();
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    /** The same with every occurrence of a text replaced by one of the same length. */
    static byte[] replaced(byte[] bytes, String from, String to) {
        return latin(new String(bytes, StandardCharsets.ISO_8859_1).replace(from, to));
    }
}
