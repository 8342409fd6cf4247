package dev.chatagent.examples.containers;

// @start region="undertow-patience"
import io.undertow.UndertowLogger;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Ends connections whose request is still coming some time after it was answered, as Undertow would read on until it has all, and WebSockets
 * that will never say any more.
 */
record UndertowPatience(Duration patience, HttpHandler next) implements HttpHandler {
    private static final int CLOSING_SECONDS = 1;
    private static final int LOOK_SECONDS = 10;
    private static final AttachmentKey<Boolean> LOOKED_AT = AttachmentKey.create(Boolean.class);

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!exchange.isRequestComplete()) {
            exchange.addResponseCommitListener(this::watch);
        } else if (exchange.getRequestHeaders().contains(Headers.UPGRADE)
                && exchange.getConnection().putAttachment(LOOKED_AT, true) == null) {
            look(exchange.getIoThread(), new WeakReference<>((AbstractServerConnection) exchange.getConnection()));
        }
        next.handleRequest(exchange);
    }

    /** A WebSocket whose peer has ended its side within a frame would stay for ever, and no idle time-out reaches it. */
    private static void look(XnioExecutor thread, WeakReference<AbstractServerConnection> upgraded) {
        XnioExecutor.Key unused = thread.executeAfter(
                () -> {
                    AbstractServerConnection connection =
                            upgraded.get(); // one that is over must not be held until then
                    if (connection != null
                            && connection.getOriginalSourceConduit().isReadShutdown()) {
                        IoUtils.safeClose(connection);
                    } else if (connection != null && connection.isOpen()) {
                        look(thread, upgraded);
                    }
                },
                LOOK_SECONDS,
                TimeUnit.SECONDS);
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
