package dev.chatagent.examples.containers;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xnio.Options;

/** An Undertow. */
record UndertowServer(Undertow undertow, DeploymentManager deployment) implements Served {

    /** The adapter's own bound is lower, and says what is wrong. */
    private static final long MAX_ENTITY_BYTES = 16 * 1024 * 1024;

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    static UndertowServer start(Application application, Duration patience) throws Exception {
        // @start region="undertow-servlets"
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(UndertowServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("application");
        application
                .servlets()
                .forEach((pattern, servlet) -> info.addServlet(
                        Servlets.servlet(pattern, servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                                .addMapping(pattern)
                                .setAsyncSupported(true)));
        // @end region="undertow-servlets"
        application.filter().ifPresent(filter -> info.addFilter(
                        new FilterInfo("first", filter.getClass(), new ImmediateInstanceFactory<>(filter))
                                .setAsyncSupported(true))
                .addFilterUrlMapping("first", "/*", DispatcherType.REQUEST));
        // @start region="undertow-websocket"
        application
                .listener()
                .ifPresent(listener -> info.addListener(
                        new ListenerInfo(listener.getClass(), new ImmediateInstanceFactory<>(listener))));
        info.addServletContextAttribute(
                WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                new WebSocketDeploymentInfo()
                        .setDispatchToWorkerThread(true) // else commands wait for the database on the threads that read
                        .addListener(container -> register(application, container)));
        // @end region="undertow-websocket"
        info.addServlet(Servlets.servlet(
                                "error",
                                UndertowErrors.Page.class,
                                new ImmediateInstanceFactory<>(new UndertowErrors.Page()))
                        .addMapping(UndertowErrors.PAGE))
                .addErrorPage(Servlets.errorPage(UndertowErrors.PAGE));
        DeploymentManager deployment = Servlets.newContainer().addDeployment(info);
        deployment.deploy();
        // @start region="undertow"
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) patience.toMillis())
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) patience.toMillis())
                .setSocketOption(Options.WRITE_TIMEOUT, (int) patience.toMillis())
                .setSocketOption(Options.SEND_BUFFER, Served.SEND_BUFFER)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_ENTITY_BYTES)
                .setServerOption(UndertowOptions.ENABLE_STATISTICS, true)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setHandler(new UndertowPatience(
                        patience, new UndertowErrors(application.errorHeaders(), deployment.start())))
                .build();
        // @end region="undertow"
        undertow.start();
        return new UndertowServer(undertow, deployment);
    }

    private static void register(Application application, ServerContainer container) {
        try {
            application.webSockets().register(container);
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public long connections() {
        return undertow.getListenerInfo().get(0).getConnectorStatistics().getActiveConnections();
    }

    @Override
    public void close() throws IOException {
        undertow.stop();
        try {
            deployment.stop();
        } catch (ServletException e) {
            throw new IOException(e);
        }
        deployment.undeploy();
    }
}
