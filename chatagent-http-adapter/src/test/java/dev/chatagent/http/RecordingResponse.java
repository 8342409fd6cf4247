package dev.chatagent.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Keeps the beginning of what is written, and passes all of it on. */
final class RecordingResponse extends HttpServletResponseWrapper {
    private static final int KEPT = 2 * 1024 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;
    private @Nullable ServletOutputStream out;

    RecordingResponse(HttpServletResponse response) {
        super(response);
    }

    /** As the client reads it, unpacked. */
    synchronized String body() {
        byte[] bytes = kept.toByteArray();
        if (!"gzip".equals(getHeader("Content-Encoding")) || bytes.length == 0) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized boolean cut() {
        return cut;
    }

    /** By name, in lower case. */
    Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : getHeaderNames()) {
            headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(getHeaders(name)));
        }
        return headers;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        synchronized (this) {
            kept.reset();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (out == null) {
            out = new Tee(super.getOutputStream());
        }
        return out;
    }

    private synchronized void keep(byte[] bytes, int from, int length) {
        int room = Math.min(length, KEPT - kept.size());
        kept.write(bytes, from, room);
        cut |= room < length;
    }

    private final class Tee extends ServletOutputStream {
        private final ServletOutputStream to;

        Tee(ServletOutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            keep(bytes, from, length);
            to.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }

        @Override
        public void close() throws IOException {
            to.close();
        }

        @Override
        public boolean isReady() {
            return to.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            to.setWriteListener(listener);
        }
    }
}
