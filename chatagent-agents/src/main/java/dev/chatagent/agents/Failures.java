package dev.chatagent.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.agent.AgentEvent.Failed;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ErrorCode;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one table of what can go wrong with a model server, in words for the person in the chat: what happened and what to do.
 * Immutable and thread-safe.
 */
final class Failures {
    private final ProviderMessage messages;

    Failures(String apiKey) {
        this.messages = new ProviderMessage(apiKey);
    }

    /** The server answered, with a status that is no success. */
    Failed refused(int status, HttpHeaders headers, String body) {
        return refused(status, retryAfter(headers), messages.ofBody(body));
    }

    /** An error that came inside of a successful answer. */
    Failed reported(JsonNode body) {
        int status = body.path("error")
                .path("code")
                .asInt(body.path("error").path("status").asInt());
        String said = messages.ofJson(body);
        return status >= 400 && status < 600
                ? refused(status, "", said)
                : unavailable("The model server stopped with an error.", said);
    }

    private Failed refused(int status, String retryAfter, String said) {
        if (status >= 300 && status < 400) {
            return unavailable(
                    "The model server redirects to another address, which is not followed. Check "
                            + name(Settings.OPENAI_BASE_URL) + ".",
                    "");
        }
        if (status >= 500) {
            return unavailable(
                    "The model server has a problem (status " + status + "). Try again" + later(retryAfter) + ".",
                    said);
        }
        return switch (status) {
            case 401, 403 ->
                unavailable("The model server refuses the key. Check " + name(Settings.OPENAI_API_KEY) + ".", said);
            case 404 ->
                unavailable(
                        "The model server does not know this model or address. Check " + name(Settings.OPENAI_MODEL)
                                + " and " + name(Settings.OPENAI_BASE_URL) + ".",
                        said);
            case 408 -> unavailable("The model server gave up waiting. Try again.", said);
            case 413 ->
                failed(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "The conversation is too long for the model server. Begin a new chat.",
                        said);
            case 429 ->
                failed(
                        ErrorCode.RATE_LIMITED,
                        "The model server is limiting requests or its quota is used up. Try again" + later(retryAfter)
                                + ".",
                        said);
            default ->
                failed(
                        ErrorCode.INVALID_REQUEST,
                        "The model server did not accept the request (status " + status
                                + "). A long conversation may not fit the model: begin a new chat.",
                        said);
        };
    }

    /** There was no answer at all. */
    Failed unreachable(Throwable cause) {
        if (has(cause, HttpConnectTimeoutException.class)) {
            return unavailable("The model server could not be reached in time. Try again later.", "");
        }
        if (has(cause, SSLException.class)) {
            return unavailable(
                    "No secure connection to the model server could be made (TLS). Check "
                            + name(Settings.OPENAI_BASE_URL) + " and the server's certificate.",
                    "");
        }
        if (has(cause, UnresolvedAddressException.class)) {
            return unavailable(
                    "The name of the model server is unknown. Check " + name(Settings.OPENAI_BASE_URL) + ".", "");
        }
        if (has(cause, ConnectException.class)) {
            return unavailable(
                    "The model server refuses the connection. Check that it runs, and " + name(Settings.OPENAI_BASE_URL)
                            + ".",
                    "");
        }
        return brokenOff();
    }

    Failed brokenOff() {
        return unavailable("The connection to the model broke off before the end of the answer. Try again.", "");
    }

    Failed silent(Duration timeout) {
        String waited = timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " seconds" : timeout.toMillis() + " ms";
        return unavailable(
                "The model server was silent for " + waited + ". Try again, or raise " + name(Settings.OPENAI_TIMEOUT)
                        + ".",
                "");
    }

    Failed webPage() {
        return unavailable(
                "The model server answered with a web page. Check " + name(Settings.OPENAI_BASE_URL)
                        + "; it often ends with /v1.",
                "");
    }

    Failed unreadable() {
        return unavailable(
                "The model server sent something that is no chat completion. Check " + name(Settings.OPENAI_BASE_URL)
                        + ".",
                "");
    }

    Failed filtered() {
        return failed(ErrorCode.INVALID_REQUEST, "The provider's content filter stopped the answer.", "");
    }

    private static Failed unavailable(String message, String said) {
        return failed(ErrorCode.AGENT_UNAVAILABLE, message, said);
    }

    private static Failed failed(ErrorCode code, String message, String said) {
        return new Failed(code, said.isEmpty() ? message : message + " It says: " + said);
    }

    private static String name(Setting<?> setting) {
        return setting.variable();
    }

    private static String later(String retryAfter) {
        return retryAfter.isEmpty() ? " later" : " in " + retryAfter;
    }

    /** The wait that the header asks for, in words; empty when there is none. A date counts from the server's own. */
    private static String retryAfter(HttpHeaders headers) {
        String value = headers.firstValue("Retry-After").orElse("").strip();
        if (value.matches("[0-9]{1,6}")) {
            return inWords(Long.parseLong(value));
        }
        Optional<ZonedDateTime> then = date(value);
        Optional<ZonedDateTime> now = date(headers.firstValue("Date").orElse(""));
        return then.isPresent() && now.isPresent()
                ? inWords(Duration.between(now.get(), then.get()).toSeconds())
                : "";
    }

    private static String inWords(long seconds) {
        if (seconds <= 0) {
            return "";
        }
        return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " minutes";
    }

    private static Optional<ZonedDateTime> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static boolean has(Throwable error, Class<? extends Throwable> type) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
