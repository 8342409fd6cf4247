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

    private static final int MAX_OCTET = 255;

    /** With a colon, and in brackets, Java reads it as an address or not at all. */
    private static final Pattern IPV6_LIKE = Pattern.compile("(?=[^:]*:)[0-9a-fA-F:.]{2,45}");

    /** What is not a literal address, e.g. that of a Unix socket. */
    public static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");

    /** Reads a literal address, with or without brackets and scope; anything else is {@link #UNKNOWN}. */
    public static ClientAddress parse(String literal) {
        if (isIpv4(literal)) { // as most are; every request asks
            return new ClientAddress(literal, literal);
        }
        String bare =
                literal.startsWith("[") && literal.endsWith("]") ? literal.substring(1, literal.length() - 1) : literal;
        int scope = bare.indexOf('%');
        bare = scope < 0 ? bare : bare.substring(0, scope);
        if (isIpv4(bare)) {
            return new ClientAddress(bare, bare);
        }
        if (!IPV6_LIKE.matcher(bare).matches()) {
            return UNKNOWN;
        }
        try {
            InetAddress address = InetAddress.getByName("[" + bare + "]");
            String text = address.getHostAddress();
            return address instanceof Inet4Address
                    ? new ClientAddress(text, text)
                    : new ClientAddress(text, HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_BYTES) + "/56");
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }

    /** Four numbers to 255, none with a zero ahead, which some read as octal; Java would look up anything else as a name. */
    private static boolean isIpv4(String text) {
        int octets = 0;
        int at = 0;
        while (octets < 4) {
            int end = at;
            int octet = 0;
            while (end < text.length() && end - at < 3 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                octet = octet * 10 + text.charAt(end++) - '0';
            }
            boolean number = end > at && octet <= MAX_OCTET && (end == at + 1 || text.charAt(at) != '0');
            octets++;
            boolean last = octets == 4;
            if (!number || (last ? end != text.length() : end >= text.length() || text.charAt(end) != '.')) {
                return false;
            }
            at = end + 1;
        }
        return true;
    }
}
