package dev.chatagent.launcher;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A file of the page: the same for everybody, so it may be packed and kept. A strong validator makes a reload a 304. Immutable. */
final class Page {
    /** Below it a packed file saves no packet. */
    private static final int WORTH_PACKING = 1024;

    private final byte[] plain;
    private final byte[] packed;
    private final String type;
    private final String etag;

    Page(byte[] content, String type) {
        this.plain = content;
        this.packed = content.length < WORTH_PACKING ? content : gzip(content);
        this.type = type;
        this.etag = hash(content);
    }

    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean gzip = packed.length < plain.length && acceptsGzip(request);
        String tag = '"' + etag + (gzip ? "-gzip" : "") + '"';
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", tag);
        response.addHeader("Vary", "Accept-Encoding");
        if (elements(request, "If-None-Match").anyMatch(known -> matches(known, tag))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        byte[] content = gzip ? packed : plain;
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType(type);
        response.setContentLength(content.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(content);
        }
    }

    /** Compared weakly (RFC 9110 section 13.1.2): a proxy may have packed it anew. */
    private static boolean matches(String known, String tag) {
        return known.equals("*") || known.replaceFirst("^W/", "").equals(tag);
    }

    private static boolean acceptsGzip(HttpServletRequest request) {
        return elements(request, "Accept-Encoding")
                .map(coding -> coding.toLowerCase(Locale.ROOT).replaceAll("\\s", ""))
                .anyMatch(coding -> coding.matches("gzip(;q=(1(\\.0+)?|0?\\.0*[1-9][0-9]*))?"));
    }

    private static Stream<String> elements(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip);
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
