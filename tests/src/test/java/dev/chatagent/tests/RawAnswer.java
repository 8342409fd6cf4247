package dev.chatagent.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that came back for bytes that may be a request or not, in ISO 8859-1. What has no end, such as a stream of events, is cut
 * after its head.
 */
record RawAnswer(String text) {
    /** What every answer has, whoever gives it. */
    static final List<String> HEADERS = List.of(
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "permissions-policy",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "cache-control");

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[ \r]");
    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,8})\r\n");
    private static final String HEAD_END = "\r\n\r\n";
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int PIECE = 16 * 1024;

    /** @param end whether to say that nothing more comes */
    static RawAnswer to(int port, byte[] request, boolean end) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                if (end) {
                    socket.shutdownOutput();
                }
            } catch (SocketException e) { // what has been answered may still be there
                read(socket.getInputStream(), answer);
                return new RawAnswer(answer.toString(StandardCharsets.ISO_8859_1));
            }
            read(socket.getInputStream(), answer);
            return new RawAnswer(answer.toString(StandardCharsets.ISO_8859_1));
        }
    }

    private static void read(InputStream in, ByteArrayOutputStream answer) throws IOException {
        byte[] piece = new byte[PIECE];
        boolean endless = false;
        try {
            for (int read = in.read(piece); read >= 0 && !endless; read = in.read(piece)) {
                answer.write(piece, 0, read);
                endless = answer.size() < PIECE && new RawAnswer(answer.toString(StandardCharsets.ISO_8859_1)).stream();
                if (endless) {
                    return;
                }
            }
        } catch (SocketException e) { // reset; what came before it counts
            return;
        }
    }

    private boolean stream() {
        return text.contains(HEAD_END) && header("content-type").startsWith("text/event-stream");
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** Of the last answer, after those that only say to go on. */
    int status() {
        Matcher matcher = STATUS.matcher(text.substring(start()));
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private int start() {
        int start = 0;
        while (text.startsWith("HTTP/1.1 100", start)) {
            start = text.indexOf(HEAD_END, start) + HEAD_END.length();
        }
        return start;
    }

    String head() {
        int end = text.indexOf(HEAD_END, start());
        return end < 0 ? text.substring(start()) : text.substring(start(), end);
    }

    /** In the case that it came in; empty when there is none. */
    String header(String name) {
        String lower = head().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 3;
        int end = lower.indexOf("\r\n", from);
        return head().substring(from, end < 0 ? lower.length() : end).strip();
    }

    /** Of the headers that all answers have. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(HEADERS);
        missing.removeIf(name -> !header(name).isEmpty());
        return missing;
    }

    /** Without the chunks' sizes. */
    String body() {
        int from = start() + head().length() + HEAD_END.length();
        String body = from > text.length() ? "" : text.substring(from);
        return header("transfer-encoding").equalsIgnoreCase("chunked") ? joined(body) : body;
    }

    private static String joined(String chunks) {
        StringBuilder body = new StringBuilder();
        Matcher size = CHUNK.matcher(chunks);
        int at = 0;
        while (size.find(at) && size.start() == at) {
            int from = size.end();
            int to = from + Integer.parseInt(size.group(1), 16);
            if (to == from || to > chunks.length()) {
                break;
            }
            body.append(chunks, from, to);
            at = to + 2;
        }
        return body.toString();
    }

    /** How many answers there are, not counting those that only say to go on. */
    int count() {
        String own = text.substring(start());
        return own.split("HTTP/1\\.[01] ", -1).length - 1;
    }
}
