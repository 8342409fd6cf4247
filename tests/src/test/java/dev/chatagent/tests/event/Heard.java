package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** What one client has heard of one stream, and whether it was told the truth about it. Not thread-safe. */
final class Heard {
    private final String name;
    private final Ledger ledger;
    private int[] prints = new int[1_024];
    private long last;
    private boolean asked;
    private long firstWhenAsked;
    private long count;
    private long recoveries;
    private long resets;
    private long gaps;

    Heard(String name, Ledger ledger) {
        this.name = name;
        this.ledger = ledger;
    }

    String name() {
        return name;
    }

    /** The place to go on from. */
    long ask() {
        asked = true;
        firstWhenAsked = ledger.first();
        return last;
    }

    /** Inside the window a client is recovered from where it was; outside it, it is told so. */
    void answered(JsonNode answer) {
        boolean recovered = answer.path("recovered").asBoolean();
        long seq = answer.path("seq").asLong();
        asked = false;
        if (recovered) {
            assertThat(seq).as(name).isEqualTo(last);
            assertThat(last).as("%s: inside the window", name).isGreaterThanOrEqualTo(firstWhenAsked - 1);
            recoveries++;
        } else {
            assertThat(last).as("%s: outside the window", name).isLessThan(ledger.first() - 1);
            assertThat(seq).as(name).isGreaterThan(last);
            resets++;
        }
        last = seq;
    }

    /** Answers whether to ask anew, because something was missed. */
    boolean take(JsonNode event) {
        long seq = event.path("seq").asLong();
        if (asked) { // only after a gap: of a new connection nothing comes ahead of the answer
            assertThat(gaps).as("%s: %d ahead of the answer", name, seq).isPositive();
            return false;
        }
        if (seq > last + 1) { // it was forgotten while it was being read
            assertThat(last).as("%s: gap up to %d", name, seq).isLessThan(ledger.first() - 1);
            gaps++;
            return true;
        }
        assertThat(seq).as("%s: doubled or reordered", name).isEqualTo(last + 1);
        last = seq;
        count++;
        prints = Ledger.put(prints, seq, Ledger.print(event.path("type").asText(), event.path("data")));
        return false;
    }

    boolean complete() {
        return !asked && last >= ledger.last();
    }

    /** Every event that was heard is the one that was written there. Answers how many nobody could compare. */
    long compare() {
        long unread = 0;
        for (int seq = 1; seq <= last; seq++) {
            int written = ledger.print(seq);
            if (seq < prints.length && prints[seq] != 0) {
                if (written == 0) {
                    unread++;
                } else {
                    assertThat(prints[seq]).as("%s: %d", name, seq).isEqualTo(written);
                }
            }
        }
        return unread;
    }

    long count() {
        return count;
    }

    long recoveries() {
        return recoveries;
    }

    long resets() {
        return resets;
    }

    long gaps() {
        return gaps;
    }
}
