package dev.chatagent.account;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.TenantId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which tenant a call is about before anybody is logged in: the one whose host name was asked for. Once somebody is logged in,
 * their account alone decides. Immutable.
 */
public final class Tenants {
    private final Map<String, TenantId> byHost;

    private Tenants(Map<String, TenantId> byHost) {
        this.byHost = Map.copyOf(byHost);
    }

    /**
     * Reads {@code host=tenant,host=tenant}; empty text for one tenant alone.
     *
     * @throws ChatAgentException INVALID_REQUEST naming the part that cannot be read
     */
    public static Tenants parse(String text) {
        Map<String, TenantId> byHost = new HashMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] sides = part.strip().split("=", -1);
            if (sides.length != 2 || sides[0].isBlank() || !sides[1].matches("[a-z0-9-]{1,64}")) {
                throw new ChatAgentException(
                        ErrorCode.INVALID_REQUEST,
                        "CHATAGENT_TENANTS: '" + part
                                + "' is not host=tenant; a tenant has characters a-z, 0-9 and '-'.");
            }
            byHost.put(name(sides[0]), new TenantId(sides[1]));
        }
        return new Tenants(byHost);
    }

    /** A dot at the end says that the name is whole, and is no part of it (RFC 1034 section 3.1). */
    private static String name(String host) {
        String lower = host.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** The tenant of a host name, without its port and in any case. */
    public TenantId ofHost(String host) {
        return byHost.isEmpty() ? TenantId.DEFAULT : byHost.getOrDefault(name(host), TenantId.DEFAULT);
    }
}
