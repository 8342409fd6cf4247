package dev.chatagent.launcher;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the page's files from the class path: those under {@code web/}, the two libraries that the build takes from Maven,
 * and a small module with what the page must know of the settings. Each is read once and has a strong validator, so a
 * reload costs a 304.
 */
final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** Addresses without the name of a file. */
    private static final Map<String, String> PLACES = Map.of("/", "/index.html", "/docs/api", "/docs/api.html");

    private final transient Map<String, Optional<Page>> pages = new ConcurrentHashMap<>();

    PageServlet(int passwordMin, boolean registration) {
        String config =
                "export const passwordMin = " + passwordMin + ";\nexport const registration = " + registration + ";\n";
        pages.put(
                "/app/config.js",
                Optional.of(page(config.getBytes(StandardCharsets.UTF_8), "text/javascript; charset=utf-8")));
    }

    private record Page(ByteBuffer content, String type, String etag) {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath();
        Optional<Page> page = path.matches("/[a-zA-Z0-9_/.-]*") && !path.contains("..")
                ? find(PLACES.getOrDefault(path, path))
                : Optional.empty();
        if (page.isEmpty()) {
            response.setStatus(404);
            response.setContentType("text/plain; charset=utf-8");
            response.getOutputStream().write("Not found\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", page.get().etag());
        if (page.get().etag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(304);
            return;
        }
        response.setContentType(page.get().type());
        response.setContentLength(page.get().content().remaining());
        response.getOutputStream().write(page.get().content().array());
    }

    /** What does not exist is not remembered: its names have no end. */
    private Optional<Page> find(String path) throws IOException {
        Optional<Page> known = pages.get(path);
        if (known != null) {
            return known;
        }
        Optional<Page> page = load(path);
        page.ifPresent(found -> pages.put(path, page));
        return page;
    }

    private static Optional<Page> load(String path) throws IOException {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        try (InputStream in = PageServlet.class.getResourceAsStream("/web" + path)) {
            if (in == null) {
                return Optional.empty();
            }
            return Optional.of(page(in.readAllBytes(), type));
        }
    }

    private static Page page(byte[] content, String type) {
        return new Page(ByteBuffer.wrap(content), type, etag(content));
    }

    private static String etag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
