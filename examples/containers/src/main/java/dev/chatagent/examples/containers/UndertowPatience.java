package dev.chatagent.examples.containers;

// @start region="undertow-patience"
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/** Ends connections whose request is still coming some time after it was answered: Undertow would read on until it has all. */
record UndertowPatience(Duration patience, HttpHandler next) implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!exchange.isRequestComplete()) {
            exchange.addResponseCommitListener(this::watch);
        }
        next.handleRequest(exchange);
    }

    private void watch(HttpServerExchange exchange) {
        XnioExecutor.Key unused = exchange.getIoThread()
                .executeAfter(
                        () -> {
                            if (!exchange.isRequestComplete()) {
                                IoUtils.safeClose(exchange.getConnection());
                            }
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
    }
}
// @end region="undertow-patience"
