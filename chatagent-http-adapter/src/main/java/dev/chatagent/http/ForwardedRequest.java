package dev.chatagent.http;

import dev.chatagent.edge.Caller;
import dev.chatagent.edge.Edge;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.List;

/** A request as it was before a trusted proxy passed it on. */
final class ForwardedRequest extends HttpServletRequestWrapper {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Caller caller;

    private ForwardedRequest(HttpServletRequest request, Caller caller) {
        super(request);
        this.caller = caller;
    }

    /** Where a request comes from. */
    static Caller caller(Edge edge, HttpServletRequest request) {
        return edge.caller(request.getRemoteAddr(), name -> values(request, name));
    }

    /** As that caller has sent it: the request itself when nothing else can be believed. Doing it twice changes nothing. */
    static HttpServletRequest of(Caller caller, HttpServletRequest request) {
        return caller.scheme().isEmpty()
                        && caller.host().isEmpty()
                        && caller.address().text().equals(request.getRemoteAddr())
                ? request
                : new ForwardedRequest(request, caller);
    }

    private static List<String> values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    @Override
    public String getRemoteAddr() {
        return caller.address().text();
    }

    @Override
    public String getRemoteHost() {
        return getRemoteAddr();
    }

    @Override
    public String getScheme() {
        return caller.scheme().orElseGet(super::getScheme);
    }

    @Override
    public boolean isSecure() {
        return caller.scheme().map("https"::equalsIgnoreCase).orElseGet(super::isSecure);
    }

    @Override
    public String getHeader(String name) {
        return name.equalsIgnoreCase("Host") && caller.host().isPresent()
                ? caller.host().get()
                : super.getHeader(name);
    }

    @Override
    public String getServerName() {
        return caller.host().map(ForwardedRequest::withoutPort).orElseGet(super::getServerName);
    }

    @Override
    public int getServerPort() {
        if (caller.host().isEmpty()) {
            return super.getServerPort();
        }
        String host = caller.host().get();
        String port = host.substring(withoutPort(host).length());
        return port.matches(":[0-9]{1,5}") ? Integer.parseInt(port.substring(1)) : isSecure() ? HTTPS_PORT : HTTP_PORT;
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
