package dev.chatagent.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where a call comes from, as a number and never a name. An IPv4 address mapped into IPv6 is the IPv4 address; IPv6 counts
 * by its /56, which is what one customer of a provider usually has.
 */
public record ClientAddress(String text, String bucket) {
    private static final int PREFIX_BYTES = 7;

    /** Four numbers to 255; Java would look up anything else as a name. */
    private static final Pattern IPV4 =
            Pattern.compile("(OCTET\\.){3}OCTET".replace("OCTET", "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"));

    /** With a colon, and in brackets, Java reads it as an address or not at all. */
    private static final Pattern IPV6_LIKE = Pattern.compile("(?=[^:]*:)[0-9a-fA-F:.]{2,45}");

    /** What is not a literal address, e.g. that of a Unix socket. */
    public static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");

    /** Reads a literal address, with or without brackets and scope; anything else is {@link #UNKNOWN}. */
    public static ClientAddress parse(String literal) {
        String bare =
                literal.startsWith("[") && literal.endsWith("]") ? literal.substring(1, literal.length() - 1) : literal;
        int scope = bare.indexOf('%');
        bare = scope < 0 ? bare : bare.substring(0, scope);
        boolean ipv6 = IPV6_LIKE.matcher(bare).matches();
        if (!ipv6 && !IPV4.matcher(bare).matches()) {
            return UNKNOWN;
        }
        try {
            InetAddress address = InetAddress.getByName(ipv6 ? "[" + bare + "]" : bare);
            String text = address.getHostAddress();
            return address instanceof Inet4Address
                    ? new ClientAddress(text, text)
                    : new ClientAddress(text, HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) + "/56");
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }
}
