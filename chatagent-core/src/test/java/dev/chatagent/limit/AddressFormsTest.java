package dev.chatagent.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Addresses in all the ways in which one may write them (RFC 4291, section 2.2), and what is none. The seed is in each failure. */
class AddressFormsTest {
    private static final int ROUNDS = 20_000;
    private static final String JUNK = "0123456789abcdefABCDEFxyz.:%[]/ ,-_\u0000\u00ff\u0661\uD800\n";

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** Eight groups, many of them zero, so that there is something to leave out. */
    private int[] groups() {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(2) * random.nextInt(0x100);
        }
        return groups;
    }

    private static int[] mapped(int[] ipv4) {
        return new int[] {0, 0, 0, 0, 0, 0xffff, ipv4[0] << 8 | ipv4[1], ipv4[2] << 8 | ipv4[3]};
    }

    private String form(int[] groups) {
        boolean dotted = random.nextInt(3) == 0;
        int words = dotted ? 6 : 8;
        List<String> written = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            written.add(word(groups[i]));
        }
        if (dotted) {
            written.add((groups[6] >> 8) + "." + (groups[6] & 255) + "." + (groups[7] >> 8) + "." + (groups[7] & 255));
        }
        String text = random.nextBoolean() ? shortened(groups, words, written) : String.join(":", written);
        String scoped = text + List.of("", "", "%eth0", "%25en1", "%").get(random.nextInt(5));
        return random.nextBoolean() ? "[" + scoped + "]" : scoped;
    }

    private String word(int group) {
        String hex = Integer.toHexString(group);
        String padded = random.nextInt(3) == 0 ? "0".repeat(random.nextInt(5 - hex.length())) + hex : hex;
        return random.nextBoolean() ? padded.toUpperCase(Locale.ROOT) : padded;
    }

    /** A run of zeros as two colons, if there is one. */
    private String shortened(int[] groups, int words, List<String> written) {
        int from = random.nextInt(words);
        int to = from;
        while (to < words && groups[to] == 0) {
            to++;
        }
        return to - from < 2
                ? String.join(":", written)
                : String.join(":", written.subList(0, from)) + "::"
                        + String.join(":", written.subList(to, written.size()));
    }

    @Test
    void every_form_of_an_address_is_of_one_bucket() {
        for (int i = 0; i < ROUNDS; i++) {
            int[] groups = groups();
            boolean isMapped = IntStream.of(0, 1, 2, 3, 4).allMatch(at -> groups[at] == 0) && groups[5] == 0xffff;
            String hex = IntStream.of(groups).mapToObj("%04x"::formatted).collect(Collectors.joining());
            String bucket = hex.substring(0, 14) + "/56";
            String form = form(groups);
            assertThat(ClientAddress.parse(form).bucket())
                    .as("seed %d, round %d, %s", seed, i, form)
                    .isEqualTo(isMapped ? bucketOfMapped(groups) : bucket);
        }
    }

    private static String bucketOfMapped(int[] groups) {
        return (groups[6] >> 8) + "." + (groups[6] & 255) + "." + (groups[7] >> 8) + "." + (groups[7] & 255);
    }

    @Test
    void every_form_of_a_mapped_address_is_the_address_in_it() {
        for (int i = 0; i < ROUNDS; i++) {
            int[] ipv4 = random.ints(4, 0, 256).toArray();
            String plain = IntStream.of(ipv4).mapToObj(String::valueOf).collect(Collectors.joining("."));
            String form = random.nextInt(10) == 0 ? plain : form(mapped(ipv4));
            assertThat(ClientAddress.parse(form))
                    .as("seed %d, round %d, %s", seed, i, form)
                    .isEqualTo(new ClientAddress(plain, plain));
        }
    }

    @Test
    void addresses_of_one_56_are_of_one_bucket_and_their_neighbours_of_others() {
        for (int i = 0; i < ROUNDS; i++) {
            int[] groups = groups();
            groups[0] = 0x2001; // not mapped
            int[] other = groups.clone();
            int bit = random.nextInt(128);
            other[bit / 16] ^= 0x8000 >> bit % 16;
            assertThat(ClientAddress.parse(form(groups))
                            .bucket()
                            .equals(ClientAddress.parse(form(other)).bucket()))
                    .as("seed %d, round %d, bit %d", seed, i, bit)
                    .isEqualTo(bit >= 56);
        }
    }

    @Test
    void anything_is_read_as_an_address_or_as_none() {
        for (int i = 0; i < 10 * ROUNDS; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? form(groups()) : "");
            for (int changes = random.nextInt(8); changes >= 0; changes--) {
                char junk = JUNK.charAt(random.nextInt(JUNK.length()));
                int at = random.nextInt(text.length() + 1);
                text.insert(at, junk);
            }
            ClientAddress address = ClientAddress.parse(text.toString());
            assertThat(address.bucket())
                    .as(
                            "seed %d, round %d, %s",
                            seed,
                            i,
                            HexFormat.ofDelimiter(" ")
                                    .formatHex(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .matches("unknown|[0-9a-f]{14}/56|\\d{1,3}(\\.\\d{1,3}){3}");
            assertThat(ClientAddress.parse(address.text()))
                    .as("seed %d, round %d, its own text", seed, i)
                    .isEqualTo(address);
        }
    }
}
