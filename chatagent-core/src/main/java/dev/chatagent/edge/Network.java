package dev.chatagent.edge;

import dev.chatagent.limit.ClientAddress;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses (RFC 4632, RFC 4291 section 2.3), e.g. {@code 10.0.0.0/8}.
 *
 * @param length bits of an address of its family
 * @param prefix how many of them, from the first on, all addresses of the range share
 */
record Network(BigInteger address, int length, int prefix) {

    /** Empty when the text is no literal address, with or without a prefix length. */
    static Optional<Network> parse(String text) {
        String[] sides = text.split("/", -1);
        Optional<byte[]> bytes = bytes(ClientAddress.parse(sides[0]));
        if (bytes.isEmpty() || sides.length > 2 || (sides.length == 2 && !sides[1].matches("[0-9]{1,3}"))) {
            return Optional.empty();
        }
        int length = bytes.get().length * Byte.SIZE;
        int prefix = sides.length == 2 ? Integer.parseInt(sides[1]) : length;
        return prefix > length
                ? Optional.empty()
                : Optional.of(new Network(new BigInteger(1, bytes.get()), length, prefix));
    }

    boolean contains(ClientAddress candidate) {
        return bytes(candidate)
                .filter(bytes -> bytes.length * Byte.SIZE == length)
                .filter(bytes -> new BigInteger(1, bytes)
                                .xor(address)
                                .shiftRight(length - prefix)
                                .signum()
                        == 0)
                .isPresent();
    }

    private static Optional<byte[]> bytes(ClientAddress address) {
        if (address.equals(ClientAddress.UNKNOWN)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address.text()).getAddress());
        } catch (UnknownHostException e) { // it is a literal, so no name is looked up
            return Optional.empty();
        }
    }
}
