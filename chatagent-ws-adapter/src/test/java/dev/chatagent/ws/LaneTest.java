package dev.chatagent.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    @Test
    void work_that_fails_takes_nobodys_turn() {
        List<Runnable> threads = new ArrayList<>();
        List<String> done = new ArrayList<>();
        Lane lane = new Lane(threads::add, 1);
        lane.run(() -> {
            throw new IllegalStateException("on purpose");
        });
        lane.run(() -> done.add("second"));
        threads.remove(0).run();
        lane.run(() -> done.add("third"));
        threads.remove(0).run();
        assertThat(done).containsExactly("second", "third");
    }
}
