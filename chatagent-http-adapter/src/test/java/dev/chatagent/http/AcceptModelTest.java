package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@code Accept} takes, against a model of RFC 9110, section 12.5.1, and anything else that may stand there. */
class AcceptModelTest {
    private static final int ROUNDS = 50_000;
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/problem+json",
            "text/event-stream",
            "text/plain",
            "text/html",
            "image/png",
            "application/xml");
    private static final List<String> RANGES = List.of("*/*", "application/*", "text/*", "image/*", "a/b", "json");
    private static final String JUNK = ",;=/*\" qQ01.\t\\application/json()\u0000\u00e9";

    private final long seed = Long.getLong("chatagent.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Each range once, with its weight in thousandths. */
    private Map<String, Integer> preferences() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            weights.put(
                    random.nextBoolean() ? any(TYPES) : any(RANGES), random.nextBoolean() ? 0 : random.nextInt(1_001));
        }
        return weights;
    }

    /** The most specific range that matches decides; what none matches is not taken, unless nothing is asked for. */
    private static boolean takes(Map<String, Integer> weights, String type) {
        if (weights.isEmpty()) {
            return true;
        }
        String main = type.substring(0, type.indexOf('/'));
        for (String range : List.of(type, main + "/*", "*/*")) {
            Integer weight = weights.get(range);
            if (weight != null) {
                return weight > 0;
            }
        }
        return false;
    }

    private List<String> lines(Map<String, Integer> weights) {
        List<String> elements = new ArrayList<>();
        weights.forEach((range, weight) -> elements.add(cased(range) + weight(weight)));
        Collections.shuffle(elements, random);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String element : elements) {
            line.append(element);
            if (random.nextInt(4) == 0) {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append(any(List.of(",", ", ", " ,", ",,", "\t, ")));
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private String cased(String range) {
        return random.nextInt(4) == 0 ? range.toUpperCase(Locale.ROOT) : range;
    }

    /** As {@code weight = OWS ";" OWS "q=" qvalue} allows; of full weight it may be left out. */
    private String weight(int thousandths) {
        if (thousandths == 1_000 && random.nextBoolean()) {
            return "";
        }
        String digits = "%d.%03d".formatted(thousandths / 1_000, thousandths % 1_000);
        while (random.nextBoolean() && ((digits.endsWith("0") && digits.contains(".")) || digits.endsWith("."))) {
            digits = digits.substring(0, digits.length() - 1);
        }
        return any(List.of(";", "; ", " ;", " ; ")) + any(List.of("q=", "Q=")) + digits;
    }

    @Test
    void ranges_and_weights_are_read_as_the_standard_says() {
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, Integer> weights = preferences();
            List<String> lines = lines(weights);
            String type = any(TYPES);
            assertThat(Negotiation.accepts(lines, type))
                    .as("-Dchatagent.seed=%d, round %d, %s for %s", seed, i, lines, type)
                    .isEqualTo(takes(weights, type));
        }
    }

    @Test
    void anything_is_an_answer_and_no_failure() {
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            List<String> lines = new ArrayList<>(random.nextBoolean() ? lines(preferences()) : List.of());
            StringBuilder junk = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                junk.append(JUNK.charAt(random.nextInt(JUNK.length())));
            }
            lines.add(random.nextInt(lines.size() + 1), junk.toString());
            taken += Negotiation.accepts(lines, any(TYPES)) ? 1 : 0;
        }
        assertThat(taken).as("-Dchatagent.seed=%d", seed).isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
    }
}
