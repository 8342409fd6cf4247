package dev.chatagent.benchmarks;

import java.util.List;

/** A measurement: one program that gives one or more lines of the table. */
interface Row {
    /** What it is chosen by on the command line. */
    String name();

    List<Line> measure(Scale scale) throws Exception;
}
