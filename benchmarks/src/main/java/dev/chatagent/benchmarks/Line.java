package dev.chatagent.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A line of the table.
 *
 * @param values one a round: ratios, or bytes where the row says so
 * @param detail the absolute figures, which mean something within this run only
 */
record Line(String row, String baseline, List<Double> values, Bar bar, String detail) {
    Line {
        values = values.stream().sorted().toList();
    }

    double median() {
        return median(values);
    }

    static double median(List<Double> values) {
        List<Double> ascending = values.stream().sorted().toList();
        int size = ascending.size();
        return (ascending.get((size - 1) / 2) + ascending.get(size / 2)) / 2;
    }

    boolean met() {
        return bar.metBy(median());
    }

    static String heading() {
        return """
                | row | baseline | min / median / max | bar | | medians of this run |
                |---|---|---|---|---|---|""";
    }

    String markdown() {
        return "| " + row + " | " + baseline + " | " + number(values.get(0)) + " / **" + number(median()) + "** / "
                + number(values.get(values.size() - 1)) + " | " + bar + " | " + (met() ? "met" : "MISSED") + " | "
                + detail
                + " |";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 20 ? "%.0f" : "%.2f", value);
    }

    /** A count in three digits or so, e.g. {@code 12.3k}. */
    static String count(double value) {
        if (value >= 1_000_000) {
            return String.format(Locale.ROOT, "%.1fM", value / 1_000_000);
        }
        return value >= 1_000
                ? String.format(Locale.ROOT, "%.1fk", value / 1_000)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
