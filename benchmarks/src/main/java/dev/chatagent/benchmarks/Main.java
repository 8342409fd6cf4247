package dev.chatagent.benchmarks;

import dev.chatagent.examples.containers.Container;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Measures the rows that are named, or all, and prints a Markdown table. */
public final class Main {
    static final List<Row> ROWS = List.of(
            new TokenVerify(),
            new RateLimitCheck(),
            new AuthenticatedGet(Container.JETTY),
            new AuthenticatedGet(Container.TOMCAT),
            new AuthenticatedGet(Container.UNDERTOW),
            new FanOut(Container.JETTY),
            new FanOut(Container.TOMCAT),
            new FanOut(Container.UNDERTOW),
            new LoginCost(),
            new LoginWave(),
            new Telltale(),
            new Append(),
            new History(),
            new LargeStore(),
            new PostgresAppend(),
            new WallCost(),
            new ColdStart());

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        List<String> names = new ArrayList<>(arguments);
        Scale scale = names.remove("--quick") ? Scale.quick() : Scale.full();
        List<String> known = ROWS.stream().map(Row::name).toList();
        if (!known.containsAll(names)) {
            err.println("Usage: Main [--quick] [row ...]; the rows are " + String.join(", ", known));
            return 2;
        }
        out.println(Line.heading());
        boolean met = true;
        for (Row row : ROWS) {
            if (names.isEmpty() || names.contains(row.name())) {
                for (Line line : row.measure(scale)) {
                    out.println(line.markdown());
                    met &= line.met();
                }
            }
        }
        return met ? 0 : 1;
    }
}
