package dev.chatagent.launcher;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the page's files from the class path: those under {@code web/}, the libraries that the build takes from Maven, the
 * client of the WebSocket, and a small module with what the page must know of the settings. Each is read and packed once.
 */
final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private static final String METHODS = "GET, HEAD, OPTIONS";

    /** Addresses without the name of a file. */
    private static final Map<String, String> PLACES = Map.of("/", "/index.html", "/docs/api", "/docs/api.html");

    private static final String CLIENT = "/vendor/chatagent-client/";
    private static final String WEBJAR = "/META-INF/resources/webjars/chatagent-client/";

    private final transient Map<String, Optional<Page>> pages = new ConcurrentHashMap<>();

    PageServlet(int passwordMin, boolean registration) {
        String config =
                "export const passwordMin = " + passwordMin + ";\nexport const registration = " + registration + ";\n";
        pages.put(
                "/app/config.js",
                Optional.of(new Page(config.getBytes(StandardCharsets.UTF_8), "text/javascript; charset=utf-8")));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getMethod()) {
            case "GET", "HEAD" -> answer(request, response);
            case "OPTIONS" -> {
                response.setHeader("Allow", METHODS);
                response.setHeader("Cache-Control", "no-store");
                response.setStatus(204);
            }
            default -> {
                response.setHeader("Allow", METHODS);
                say(response, 405, "Method not allowed");
            }
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath();
        Optional<Page> page = path.matches("/[a-zA-Z0-9_/.-]*") && !path.contains("..")
                ? find(PLACES.getOrDefault(path, path))
                : Optional.empty();
        if (page.isPresent()) {
            page.get().send(request, response);
        } else {
            say(response, 404, "Not found");
        }
    }

    private static void say(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
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
        String resource = path.startsWith(CLIENT) ? WEBJAR + path.substring(CLIENT.length()) : "/web" + path;
        try (InputStream in = PageServlet.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            return Optional.of(new Page(in.readAllBytes(), type));
        }
    }
}
