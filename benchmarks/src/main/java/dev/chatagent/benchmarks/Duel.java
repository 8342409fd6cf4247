package dev.chatagent.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two sides in turns: in each round both run, and who begins alternates, so that the machine's moods hit both. */
record Duel(List<Sample> ours, List<Sample> baseline) {

    /** A side's run of one slice. */
    interface Side {
        Sample run(Duration time) throws Exception;
    }

    static Duel fight(Scale scale, Side ours, Side baseline) throws Exception {
        ours.run(scale.warmUp());
        baseline.run(scale.warmUp());
        List<Sample> our = new ArrayList<>();
        List<Sample> their = new ArrayList<>();
        for (int round = 0; round < scale.rounds(); round++) {
            if (round % 2 == 0) {
                our.add(ours.run(scale.slice()));
                their.add(baseline.run(scale.slice()));
            } else {
                their.add(baseline.run(scale.slice()));
                our.add(ours.run(scale.slice()));
            }
        }
        return new Duel(our, their);
    }

    /** For calls of a microsecond. */
    static Duel tight(Scale scale, Loop.Call ours, Loop.Call baseline) throws Exception {
        return fight(scale, time -> Loop.tight(time, ours), time -> Loop.tight(time, baseline));
    }

    Line line(String row, String base, Bar bar) {
        return new Line(row, base, Sample.ratios(ours, baseline, Sample::perSecond), bar, Sample.rates(ours, baseline));
    }
}
