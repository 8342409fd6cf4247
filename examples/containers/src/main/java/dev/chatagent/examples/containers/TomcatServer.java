package dev.chatagent.examples.containers;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.websocket.server.WsSci;

/** An embedded Tomcat. */
record TomcatServer(Tomcat tomcat, Path directory) implements Served {
    private static final String SOCKET_BUFFERS = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

    static TomcatServer start(Application application, Duration patience) throws Exception {
        Path directory = Files.createTempDirectory("tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector(new TomcatHeads(patience));
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("connectionTimeout", "" + patience.toMillis());
        tomcat.setConnector(connector);
        // @start region="tomcat-servlets"
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setClearReferencesRmiTargets(false); // for applications that are undeployed and deployed again
        context.setClearReferencesThreadLocals(false);
        Map<String, HttpServlet> servlets = new HashMap<>(application.servlets());
        servlets.putIfAbsent("/", new Nothing()); // without a servlet no filter runs, and WebSockets are one
        servlets.forEach((pattern, servlet) -> {
            Wrapper wrapper = Tomcat.addServlet(context, pattern, servlet);
            wrapper.setAsyncSupported(true);
            context.addServletMapping(pattern, pattern);
        });
        // @end region="tomcat-servlets"
        application.filter().ifPresent(filter -> {
            FilterDef definition = new FilterDef();
            definition.setFilterName("first");
            definition.setFilter(filter);
            definition.setAsyncSupported("true");
            context.addFilterDef(definition);
            FilterMap map = new FilterMap();
            map.setFilterName("first");
            map.addURLPattern("/*");
            context.addFilterMap(map);
        });
        // @start region="tomcat"
        StandardHost host = (StandardHost) tomcat.getHost();
        host.setErrorReportValveClass(TomcatErrors.class.getName()); // so that no other is added
        host.getPipeline().addValve(new TomcatErrors(application.errorHeaders()));
        connector.setProperty("maxHttpRequestHeaderSize", "16384");
        connector.setProperty("maxKeepAliveRequests", "-1"); // as the others have it
        connector.setProperty("maxSwallowSize", "0"); // the adapter reads what it has refused, without a thread
        connector.setProperty("socket.txBufSize", "" + Served.SEND_BUFFER);
        connector.setProperty("acceptCount", "" + Served.BACKLOG);
        connector.setProperty("socket.appReadBufSize", "2048"); // held by each connection, as long as it is open
        connector.setProperty("socket.appWriteBufSize", "4096");
        connector.setProperty("socket.directBuffer", "true"); // both of them outside the heap
        if (System.getProperty(SOCKET_BUFFERS) == null) { // it is read once in a JVM, and may be set for others
            System.setProperty(SOCKET_BUFFERS, "3072"); // each WebSocket holds three
        }
        // @end region="tomcat"
        // @start region="tomcat-websocket"
        application.listener().ifPresent(context::addApplicationEventListener);
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, web) -> register(application, web.getAttribute(ServerContainer.class.getName())),
                Set.of()); // after WsSci, which has made the container
        // @end region="tomcat-websocket"
        tomcat.start();
        return new TomcatServer(tomcat, directory);
    }

    /** What is served where nothing is. */
    private static final class Nothing extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    // @start region="tomcat-register"
    private static void register(Application application, Object container) throws ServletException {
        try {
            ServerContainer sockets = (ServerContainer) container;
            sockets.setDefaultMaxTextMessageBufferSize(512); // the adapter takes messages in pieces
            sockets.setDefaultMaxBinaryMessageBufferSize(128);
            application.webSockets().register(sockets);
        } catch (DeploymentException e) {
            throw new ServletException(e);
        }
    }
    // @end region="tomcat-register"

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public long connections() {
        long counted = ((AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler()).getConnectionCount();
        return Math.max(0, counted - 1); // the one that is waited for is counted ahead
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
