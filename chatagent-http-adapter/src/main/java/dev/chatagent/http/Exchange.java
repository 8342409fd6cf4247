package dev.chatagent.http;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.id.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request on its way to a handler: authenticated, admitted, its body read. For one thread. */
final class Exchange {
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final TenantId tenant;
    private final Map<String, String> parameters;
    private final @Nullable Principal principal;
    private final @Nullable Object body;
    /** Read when it is first asked for: where nobody asks, it may be anything. */
    private @Nullable Query query;

    Exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            TenantId tenant,
            Map<String, String> parameters,
            @Nullable Principal principal) {
        this(request, response, tenant, parameters, principal, null);
    }

    private Exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            TenantId tenant,
            Map<String, String> parameters,
            @Nullable Principal principal,
            @Nullable Object body) {
        this.request = request;
        this.response = response;
        this.tenant = tenant;
        this.parameters = parameters;
        this.principal = principal;
        this.body = body;
    }

    /** The same with its body. */
    Exchange with(Object read) {
        return new Exchange(request, response, tenant, parameters, principal, read);
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    /** Whether the caller wants to know how a GET would be answered, and nothing more. */
    boolean head() {
        return request.getMethod().equals("HEAD");
    }

    /** The caller; only on routes that are not public. */
    Principal principal() {
        return Objects.requireNonNull(principal, "a public route has no principal");
    }

    /** The body; only on routes that declare its type. */
    <T> T body(Class<T> type) {
        return type.cast(Objects.requireNonNull(body, "the route declares no body"));
    }

    String parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** @throws ChatAgentException INVALID_REQUEST when the query cannot be read; see {@link Query} */
    Optional<String> query(String name) {
        Query read = query;
        if (read == null) {
            read = new Query(request.getQueryString());
            query = read;
        }
        return read.get(name);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** A whole number of the query. */
    long number(String name, long fallback) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return fallback;
        }
        if (!text.get().matches("-?[0-9]{1,18}")) {
            throw ChatAgentException.invalid(name, "not_a_number", "'" + name + "' must be a whole number.");
        }
        return Long.parseLong(text.get());
    }

    /** How many items the caller wants on a page. */
    int limit() {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number("limit", 50)));
    }

    ClientInfo client() {
        String deviceToken = header(BrowserSession.DEVICE_HEADER)
                .or(() -> BrowserSession.deviceToken(request))
                .orElse(null);
        return new ClientInfo(header("User-Agent").orElse(""), request.getRemoteAddr(), tenant, deviceToken);
    }
}
