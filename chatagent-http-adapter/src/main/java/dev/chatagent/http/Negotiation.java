package dev.chatagent.http;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What callers take and send, held against what there is (RFC 9110, section 12). */
final class Negotiation {
    private static final Pattern NEVER = Pattern.compile("\\s*q\\s*=\\s*0(\\.0{0,3})?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern UTF_8 =
            Pattern.compile("\\s*charset\\s*=\\s*\"?utf-8\"?\\s*", Pattern.CASE_INSENSITIVE);

    private Negotiation() {}

    /**
     * Before anything is done, so that nobody is told what they cannot read of something that has happened.
     *
     * @throws ChatAgentException NOT_ACCEPTABLE when the caller takes none of the route's answers
     */
    static void requireAccepted(HttpServletRequest request, Route route) {
        if (request.getHeader("Accept") == null) { // most programs, which need not pay for the rest
            return;
        }
        List<String> lines = Collections.list(request.getHeaders("Accept"));
        boolean accepted =
                route.replies().stream().anyMatch(reply -> !reply.hasBody() || accepts(lines, reply.mediaType()));
        if (!accepted) {
            throw new ChatAgentException(
                    ErrorCode.NOT_ACCEPTABLE,
                    "There is this alone: " + route.replies().get(0).mediaType() + ".");
        }
    }

    /**
     * Whether who sends these lines of {@code Accept} takes a type. Who asks for nothing takes everything, else the most specific range
     * decides (RFC 9110 section 12.5.1).
     */
    static boolean accepts(List<String> lines, String mediaType) {
        List<String> ranges = elements(lines);
        List<String> fitting = Stream.of(mediaType, mediaType.split("/", 2)[0] + "/*", "*/*")
                .map(range -> find(ranges, range))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        return ranges.isEmpty() || fitting.stream().anyMatch(range -> !never(range));
    }

    private static List<String> find(List<String> ranges, String mediaType) {
        return ranges.stream().filter(range -> name(range).equals(mediaType)).toList();
    }

    /** Whether the caller takes the answer packed. */
    static boolean acceptsGzip(HttpServletRequest request) {
        List<String> codings = elements(request, "Accept-Encoding");
        List<String> gzip = find(codings, "gzip");
        return (gzip.isEmpty() ? find(codings, "*") : gzip).stream().anyMatch(coding -> !never(coding));
    }

    /** Whether the caller has what the tag is of. */
    static boolean has(HttpServletRequest request, String etag) {
        return elements(request, "If-None-Match").stream()
                .anyMatch(known ->
                        known.equals("*") || known.replaceFirst("^W/", "").equals(etag));
    }

    /** @throws ChatAgentException UNSUPPORTED_MEDIA_TYPE when the body is no JSON in UTF-8, or packed */
    static void requireJson(HttpServletRequest request) {
        if (!isJson(request.getContentType())) {
            throw new ChatAgentException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as Content-Type: application/json, in UTF-8.");
        }
        requireUnpacked(request);
    }

    /** @throws ChatAgentException UNSUPPORTED_MEDIA_TYPE when the body is packed */
    static void requireUnpacked(HttpServletRequest request) {
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new ChatAgentException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding.");
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        boolean utf8 = Stream.of(contentType.split(";", -1))
                .skip(1)
                .filter(parameter -> parameter.strip().toLowerCase(Locale.ROOT).startsWith("charset"))
                .allMatch(parameter -> UTF_8.matcher(parameter).matches());
        return utf8 && name(contentType).equals("application/json");
    }

    private static List<String> elements(HttpServletRequest request, String header) {
        return elements(Collections.list(request.getHeaders(header)));
    }

    private static List<String> elements(List<String> lines) {
        return lines.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    private static String name(String element) {
        return element.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean never(String element) {
        return Stream.of(element.split(";", -1)).skip(1).anyMatch(parameter -> NEVER.matcher(parameter)
                .matches());
    }
}
