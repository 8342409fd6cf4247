package dev.chatagent.examples.containers;

// @start region="tomcat-heads"
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Constants;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 that ends connections whose request has begun and whose head does not end: {@code connectionTimeout} begins anew with
 * every byte, so somebody who sends one a second would stay for hours.
 */
final class TomcatHeads extends Http11NioProtocol {
    private final long nanos;

    TomcatHeads(Duration patience) {
        nanos = patience.toNanos();
    }

    @Override
    public void start() throws Exception {
        super.start();
        ScheduledFuture<?> unused = // ends with the server
                getUtilityExecutor().scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    private void sweep() {
        long now = System.nanoTime();
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            if (connection.getCurrentProcessor() instanceof AbstractProcessor processor
                    && !processor.isAsync()
                    && tooLate(processor.getRequest(), now)) {
                connection.close();
            }
        }
    }

    /** Between two bytes of a head it is at the same stage as after a request; then it has no start. */
    private boolean tooLate(Request request, long now) {
        long start = request.getStartTimeNanos();
        int stage = request.getRequestProcessor().getStage();
        boolean head = stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED;
        return head && start > 0 && now - start > nanos;
    }
}
// @end region="tomcat-heads"
