package dev.chatagent.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatagent.agent.AgentEvent.Failed;
import dev.chatagent.config.Setting;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one table of what can go wrong with a model server, in words for the person in the chat: what happened and what to do.
 * Immutable and thread-safe.
 */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

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
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        int status = error.path("code").asInt(error.path("status").asInt());
        return refused(status, "", messages.ofJson(body));
    }

    /** What the server says is for the log; people get our words, because its words may name what is behind it. */
    private static Failed refused(int status, String retryAfter, ProviderMessage.Said said) {
        LOG.info("The model server answered with status {} and code '{}'", status, said.code());
        LOG.debug("The model server says: {}", said.text());
        return switch (said.code()) {
            case "context_length_exceeded", "string_above_max_length" -> byStatus(413, retryAfter);
            case "content_filter", "content_policy_violation" -> filtered();
            case "insufficient_quota", "billing_hard_limit_reached" -> byStatus(402, retryAfter);
            case "model_not_found" -> byStatus(404, retryAfter);
            case "invalid_api_key" -> byStatus(401, retryAfter);
            case "rate_limit_exceeded" -> byStatus(429, retryAfter);
            default -> byStatus(status, retryAfter);
        };
    }

    private static Failed byStatus(int status, String retryAfter) {
        if (status >= 300 && status < 400) {
            return unavailable("The model server redirects to another address, which is not followed. Check "
                    + name(Settings.OPENAI_BASE_URL) + ".");
        }
        if (status >= 500) {
            return unavailable(
                    "The model server has a problem (status " + status + "). Try again" + later(retryAfter) + ".");
        }
        return switch (status) {
            case 401, 403 ->
                unavailable("The model server refuses the key. Check " + name(Settings.OPENAI_API_KEY) + ".");
            case 402 ->
                new Failed(
                        ErrorCode.RATE_LIMITED,
                        "The quota or credit at the model server is used up. Try again when it has been renewed.");
            case 404 ->
                unavailable("The model server does not know this model or address. Check " + name(Settings.OPENAI_MODEL)
                        + " and " + name(Settings.OPENAI_BASE_URL) + ".");
            case 407 ->
                unavailable("The proxy before the model server refuses the request. Check the proxy's settings.");
            case 408 -> unavailable("The model server gave up waiting. Try again.");
            case 413 ->
                new Failed(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "The conversation is too long for the model server. Begin a new chat.");
            case 429 ->
                new Failed(
                        ErrorCode.RATE_LIMITED,
                        "The model server is limiting requests. Try again" + later(retryAfter) + ".");
            default -> status < 400 ? stopped() : notAccepted(status);
        };
    }

    private static Failed notAccepted(int status) {
        return new Failed(
                ErrorCode.INVALID_REQUEST,
                "The model server did not accept the request (status " + status
                        + "). A long conversation may not fit the model: begin a new chat.");
    }

    /** An error within an answer that says no more. */
    static Failed stopped() {
        return unavailable("The model server stopped with an error. Try again.");
    }

    /** Whether the connection broke before an answer came, as one does that was kept for too long. */
    static boolean mayHaveBeenStale(Throwable cause) {
        return has(cause, IOException.class)
                && !has(cause, ConnectException.class)
                && !has(cause, HttpTimeoutException.class)
                && !has(cause, SSLException.class);
    }

    /** There was no answer at all. */
    static Failed unreachable(Throwable cause) {
        if (has(cause, HttpConnectTimeoutException.class)) {
            return unavailable("The model server could not be reached in time. Try again later.");
        }
        if (has(cause, SSLException.class)) {
            return unavailable("No secure connection to the model server could be made (TLS). Check "
                    + name(Settings.OPENAI_BASE_URL) + " and the server's certificate.");
        }
        if (has(cause, UnresolvedAddressException.class)) {
            return unavailable(
                    "The name of the model server is unknown. Check " + name(Settings.OPENAI_BASE_URL) + ".");
        }
        if (has(cause, ConnectException.class)) {
            return unavailable("The model server refuses the connection. Check that it runs, and "
                    + name(Settings.OPENAI_BASE_URL) + ".");
        }
        return brokenOff();
    }

    static Failed brokenOff() {
        return unavailable("The connection to the model broke off before the end of the answer. Try again.");
    }

    static Failed silent(Duration timeout) {
        String waited = timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " seconds" : timeout.toMillis() + " ms";
        return unavailable("The model server was silent for " + waited + ". Try again, or raise "
                + name(Settings.OPENAI_TIMEOUT) + ".");
    }

    static Failed webPage() {
        return unavailable("The model server answered with a web page. Check " + name(Settings.OPENAI_BASE_URL)
                + "; it often ends with /v1.");
    }

    static Failed unreadable() {
        return unavailable("The model server sent something that is no chat completion. Check "
                + name(Settings.OPENAI_BASE_URL) + ".");
    }

    static Failed filtered() {
        return new Failed(ErrorCode.INVALID_REQUEST, "The provider's content filter stopped the answer.");
    }

    /** The model's own limit came before the end of the answer. */
    static Failed cutShort() {
        return new Failed(
                ErrorCode.PAYLOAD_TOO_LARGE, "The answer reached the model's limit and is cut here. Ask it to go on.");
    }

    static Failed empty() {
        return unavailable("The model's answer was empty. Ask again, perhaps in other words.");
    }

    private static Failed unavailable(String message) {
        return new Failed(ErrorCode.AGENT_UNAVAILABLE, message);
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
