package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who waits for a thread of a lane, and who gets one. */
class LaneTest {
    private static final int WIDTH = 3;

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private final Lane lane = new Lane(threads::add, WIDTH);

    private void runs(int count) {
        IntStream.range(0, count).forEach(i -> lane.run(() -> done.add(i)));
    }

    @Test
    void no_more_than_its_width_is_under_way_and_nothing_is_left_out() {
        runs(10);
        assertThat(threads).hasSize(WIDTH);
        threads.remove().run();
        assertThat(done).containsExactly(0, 3, 4, 5, 6, 7, 8, 9);
        threads.remove().run();
        threads.remove().run();
        assertThat(done).hasSize(10);
    }

    @Test
    void it_is_as_wide_again_afterwards() {
        runs(10);
        threads.forEach(Runnable::run);
        threads.clear();
        runs(10);
        assertThat(threads).hasSize(WIDTH);
    }
}
