package dev.chatagent.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Two sides in turns: in each round both run, and who begins alternates, so that the machine's moods hit both. */
record Duel(List<Sample> ours, List<Sample> baseline) {

    /** A side's run of one slice. */
    interface Side {
        Sample run() throws Exception;
    }

    static Duel fight(Scale scale, Side ours, Side baseline) throws Exception {
        ours.run(); // the first turn of each warms up
        baseline.run();
        List<Sample> our = new ArrayList<>();
        List<Sample> their = new ArrayList<>();
        for (int round = 0; round < scale.rounds(); round++) {
            if (round % 2 == 0) {
                our.add(ours.run());
                their.add(baseline.run());
            } else {
                their.add(baseline.run());
                our.add(ours.run());
            }
        }
        return new Duel(our, their);
    }

    /** For calls of a microsecond. */
    static Duel tight(Scale scale, Loop.Call ours, Loop.Call baseline) throws Exception {
        return fight(scale, () -> Loop.tight(scale.slice(), ours), () -> Loop.tight(scale.slice(), baseline));
    }

    Line line(String row, String base, Bar bar) {
        return new Line(row, base, Sample.ratios(ours, baseline, Sample::perSecond), bar, Sample.rates(ours, baseline));
    }
}
