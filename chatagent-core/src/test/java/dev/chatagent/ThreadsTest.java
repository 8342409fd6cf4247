package dev.chatagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private static final int TIMES = 3;

    @Test
    void what_is_done_regularly_goes_on_after_it_has_thrown() throws Exception {
        try (Threads threads = new Threads()) {
            CountDownLatch fixed = new CountDownLatch(TIMES);
            CountDownLatch delayed = new CountDownLatch(TIMES);
            ScheduledFuture<?> one =
                    threads.scheduler().scheduleAtFixedRate(failing(fixed), 0, 1, TimeUnit.MILLISECONDS);
            ScheduledFuture<?> other =
                    threads.scheduler().scheduleWithFixedDelay(failing(delayed), 0, 1, TimeUnit.MILLISECONDS);
            assertThat(fixed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(delayed.await(10, TimeUnit.SECONDS)).isTrue();
            one.cancel(false);
            other.cancel(false);
        }
    }

    private static Runnable failing(CountDownLatch calls) {
        return () -> {
            calls.countDown();
            throw new OutOfMemoryError("unable to create native thread (on purpose)");
        };
    }
}
