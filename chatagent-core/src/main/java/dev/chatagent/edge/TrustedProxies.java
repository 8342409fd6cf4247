package dev.chatagent.edge;

import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The proxies whose word is taken for where a request comes from. What anybody else says of it is not read, and of a chain of
 * addresses only what a trusted proxy has added (OWASP API4:2023, Resource Consumption). Immutable.
 */
final class TrustedProxies {
    private static final Map<String, String> NAMES = Map.of(
            "loopback", "127.0.0.0/8,::1",
            "private", "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7");

    private static final int MAX_HOPS = 20;

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /** @throws ChatAgentException INVALID_REQUEST naming the part that is no network */
    static TrustedProxies parse(String text) {
        List<Network> networks = new ArrayList<>();
        for (String part : parts(text)) {
            for (String range : parts(NAMES.getOrDefault(part, part))) {
                networks.add(Network.parse(range)
                        .orElseThrow(() -> new ChatAgentException(
                                ErrorCode.INVALID_REQUEST,
                                Settings.TRUSTED_PROXIES.variable() + ": '" + part
                                        + "' is no address or network such as 10.0.0.0/8, nor loopback or private.")));
            }
        }
        return new TrustedProxies(networks);
    }

    private static List<String> parts(String text) {
        return List.of(text.split(",", -1)).stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    boolean any() {
        return !networks.isEmpty();
    }

    /** @param headers all values of a header, in their order */
    Caller caller(String peer, Function<String, List<String>> headers) {
        ClientAddress address = ClientAddress.parse(peer);
        if (!trusts(address)) {
            return new Caller(address, Optional.empty(), Optional.empty());
        }
        return new Caller(
                behind(address, values(headers.apply("X-Forwarded-For"))),
                last(headers, "X-Forwarded-Proto").filter(scheme -> scheme.matches("(?i)https?")),
                last(headers, "X-Forwarded-Host").filter(host -> host.matches("[A-Za-z0-9.:\\[\\]_-]{1,255}")));
    }

    /** From the nearest hop on, the first address that is no proxy of ours; what stands before it is hearsay. */
    private ClientAddress behind(ClientAddress peer, List<String> chain) {
        ClientAddress nearest = peer;
        int last = Math.max(0, chain.size() - MAX_HOPS);
        for (int i = chain.size() - 1; i >= last && trusts(nearest); i--) {
            ClientAddress before = ClientAddress.parse(withoutPort(chain.get(i)));
            if (before.equals(ClientAddress.UNKNOWN)) {
                return nearest;
            }
            nearest = before;
        }
        return nearest;
    }

    private static String withoutPort(String entry) {
        if (entry.startsWith("[")) {
            int end = entry.indexOf(']');
            return end < 0 ? entry : entry.substring(1, end);
        }
        int colon = entry.indexOf(':');
        return colon >= 0 && colon == entry.lastIndexOf(':') ? entry.substring(0, colon) : entry;
    }

    private boolean trusts(ClientAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Each proxy appends, so the last value is the one that the trusted peer itself has seen. */
    private static Optional<String> last(Function<String, List<String>> headers, String name) {
        List<String> values = values(headers.apply(name));
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    private static List<String> values(List<String> lines) {
        return lines.stream().flatMap(line -> parts(line).stream()).toList();
    }
}
