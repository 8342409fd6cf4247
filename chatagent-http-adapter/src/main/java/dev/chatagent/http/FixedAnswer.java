package dev.chatagent.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * JSON that is the same for everybody and holds no secret: the one kind that may be packed and kept. An answer with secrets
 * never is: its packed length tells what is in it (BREACH). Immutable.
 */
final class FixedAnswer {
    private final byte[] plain;
    private final byte[] packed;
    private final String etag;

    FixedAnswer(String json) {
        plain = json.getBytes(StandardCharsets.UTF_8);
        packed = gzip(plain);
        etag = hash(plain);
    }

    void send(HttpServletRequest request, HttpServletResponse response, Outlet outlet) throws IOException {
        boolean gzip = Negotiation.acceptsGzip(request);
        String tag = '"' + etag + (gzip ? "-gzip" : "") + '"';
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", tag);
        response.addHeader("Vary", "Accept-Encoding");
        if (Negotiation.has(request, tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        byte[] content = gzip ? packed : plain;
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType("application/json");
        response.setContentLength(content.length);
        outlet.content(content);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
