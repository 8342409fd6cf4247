package dev.chatagent.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,192.0.2.1,192.0.2.1",
        "::ffff:192.0.2.1,192.0.2.1,192.0.2.1",
        "[::ffff:c000:201],192.0.2.1,192.0.2.1",
        "2001:db8:1:2::1,2001:db8:1:2:0:0:0:1,20010db8000100/56",
        "[2001:DB8:1:2::1],2001:db8:1:2:0:0:0:1,20010db8000100/56",
        "2001:db8:1:ff::9,2001:db8:1:ff:0:0:0:9,20010db8000100/56",
        "2001:db8:1:100::9,2001:db8:1:100:0:0:0:9,20010db8000101/56",
        "fe80::1%eth0,fe80:0:0:0:0:0:0:1,fe800000000000/56",
        "[fe80::1%25eth0],fe80:0:0:0:0:0:0:1,fe800000000000/56",
        "::1,0:0:0:0:0:0:0:1,00000000000000/56",
        "127.0.0.1,127.0.0.1,127.0.0.1",
        "0.0.0.0,0.0.0.0,0.0.0.0",
        "255.255.255.255,255.255.255.255,255.255.255.255"
    })
    void literal_is_read(String literal, String text, String bucket) {
        assertThat(ClientAddress.parse(literal)).isEqualTo(new ClientAddress(text, bucket));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "dead.beef",
                "abcd",
                "256.1.1.1",
                "999.999.999.999",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1",
                "0x7f.0.0.1",
                "127.1",
                "192.0.2.1:80",
                "[192.0.2.1]:80",
                "[::1",
                ":::",
                ":",
                "1::2::3",
                "12345::1",
                "1:2:3:4:5:6:7:8:9",
                "::ffff:256.1.1.1",
                "[]",
                "[::1]x",
                "unknown",
                "1.2.3.4, 5.6.7.8",
                "::1\n",
                "\u0661.1.1.1"
            })
    void anything_else_is_unknown(String literal) {
        assertThat(ClientAddress.parse(literal)).isEqualTo(ClientAddress.UNKNOWN);
    }

    @Test
    void reading_looks_nothing_up() {
        long before = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            ClientAddress.parse("256.1.1." + i);
            ClientAddress.parse("a" + i + ".invalid");
            ClientAddress.parse("1::" + i + "::1");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void limit_that_makes_no_sense_is_refused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RateLimit("x", 0, second, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimit("x", 1, second, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimit("x", 1, Duration.ZERO, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimit("x", 1, Duration.ofDays(1), 200_000))
                .hasMessageContaining("'x'");
        assertThat(new RateLimit("x", 1, Duration.ofDays(1), 300).burst()).isEqualTo(300);
        assertThat(new RateLimit("x", 50, second, Integer.MAX_VALUE / 100).permits())
                .isEqualTo(50);
    }
}
