package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Secrets, and every form in which somebody may write them down without thinking. */
final class Canaries {
    private static final int SHORTEST = 12;

    private record Canary(String what, String form) {}

    private final List<Canary> all = new ArrayList<>();
    private int secrets;

    /** Takes a secret and answers it. */
    String plant(String what, String secret) {
        assertThat(secret).as(what).hasSizeGreaterThanOrEqualTo(SHORTEST);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        secrets++;
        add(what, secret);
        add(what + ", URL-encoded", URLEncoder.encode(secret, StandardCharsets.UTF_8));
        bytes(what, bytes);
        return secret;
    }

    void bytes(String what, byte[] bytes) {
        add(what + ", Base64", Base64.getEncoder().withoutPadding().encodeToString(bytes));
        add(what + ", Base64 for URLs", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        add(what + ", hex", HexFormat.of().formatHex(bytes));
        add(what + ", HEX", HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT));
        add(what + ", raw", new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private void add(String what, String form) {
        all.add(new Canary(what, form));
    }

    int size() {
        return secrets;
    }

    void assertNoneIn(String where, String text) {
        for (Canary canary : all) {
            assertThat(text.contains(canary.form()))
                    .as("%s in %s", canary.what(), where)
                    .isFalse();
        }
    }
}
