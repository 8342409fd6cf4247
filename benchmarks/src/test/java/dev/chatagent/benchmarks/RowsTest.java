package dev.chatagent.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("proof")
class RowsTest {
    /** All but those that ask for a server which nobody has named. */
    static Stream<String> rows() {
        return Main.ROWS.stream()
                .filter(row -> !(row instanceof PostgresAppend || row instanceof WallCost)
                        || PostgresAppend.server().isPresent())
                .map(Row::name);
    }

    /** The figures of so short a run mean nothing; that there are some is what is tested. */
    @ParameterizedTest
    @MethodSource("rows")
    void every_row_measures_something(String name) throws Exception {
        assumeTrue(
                !name.equals("start") || System.getenv("CI") != null || Checkout.built(),
                "The cold start needs the servers' jars; mvn verify builds them");
        Row row = Main.ROWS.stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(row.measure(Scale.tiny())).isNotEmpty().allSatisfy(line -> {
            assertThat(line.values())
                    .hasSize(1)
                    .allSatisfy(value -> assertThat(value).isPositive().isFinite());
            assertThat(line.markdown()).startsWith("| " + line.row());
        });
    }

    @Test
    void a_line_says_whether_its_median_meets_the_bar() {
        List<Double> values = List.of(3.0, 1.0, 2.0);
        assertThat(new Line("r", "b", values, Bar.atLeast(2), "d").markdown())
                .isEqualTo("| r | b | 1.00 / **2.00** / 3.00 | >= 2.00 | met | d |");
        assertThat(new Line("r", "b", values, Bar.atMost(1.9), "d").markdown())
                .isEqualTo("| r | b | 1.00 / **2.00** / 3.00 | <= 1.90 | MISSED | d |");
    }
}
