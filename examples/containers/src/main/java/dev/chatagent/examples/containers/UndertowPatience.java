package dev.chatagent.examples.containers;

// @start region="undertow-patience"
import io.undertow.UndertowLogger;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/** Ends connections whose request is still coming some time after it was answered: Undertow would read on until it has all. */
record UndertowPatience(Duration patience, HttpHandler next) implements HttpHandler {
    private static final int CLOSING_SECONDS = 1;

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
                                end(exchange);
                            }
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** A thread may be waiting for the rest: the end of the input wakes it, while a close would leave it waiting for ever. */
    private static void end(HttpServerExchange exchange) {
        try {
            ((AbstractServerConnection) exchange.getConnection())
                    .getOriginalSourceConduit()
                    .terminateReads();
        } catch (IOException e) {
            UndertowLogger.REQUEST_IO_LOGGER.ioException(e);
        }
        XnioExecutor.Key unused = exchange.getIoThread()
                .executeAfter(() -> IoUtils.safeClose(exchange.getConnection()), CLOSING_SECONDS, TimeUnit.SECONDS);
    }
}
// @end region="undertow-patience"
