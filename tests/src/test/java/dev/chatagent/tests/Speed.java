package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

/** What took how long; the bars are those of the specification, the slack is for a machine that does other things too. */
final class Speed {
    private static final long SLACK_MILLIS = 2_000;

    private Speed() {}

    static void atMost(long barMillis, long tookMillis, String what) {
        System.out.println(what + ": " + tookMillis + " ms, at most " + barMillis);
        assertThat(tookMillis).as(what).isLessThanOrEqualTo(barMillis + SLACK_MILLIS);
    }
}
