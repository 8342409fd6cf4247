package dev.chatagent.examples.war;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.JreMemoryLeakPreventionListener;
import org.apache.catalina.core.ThreadLocalLeakPreventionListener;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat with the listeners of its own server.xml, onto which the WAR is deployed. */
record Shop(Tomcat tomcat) implements AutoCloseable {
    static final String PATH = "/shop";

    static Shop open(Path directory) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.getHost()
                .setAppBase(Files.createDirectory(directory.resolve("webapps")).toString());
        tomcat.getServer().addLifecycleListener(new JreMemoryLeakPreventionListener());
        tomcat.getServer().addLifecycleListener(new ThreadLocalLeakPreventionListener());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        tomcat.start();
        return new Shop(tomcat);
    }

    /** Deploys the WAR with parameters as a context.xml has them. */
    Context deploy(Map<String, String> parameters) {
        return tomcat.addWebapp(tomcat.getHost(), PATH, System.getProperty("war"), new ParametersFirst(parameters));
    }

    /** Takes it away again. */
    Undeployed undeploy(Context context) {
        return Undeployed.by(
                () -> tomcat.getHost().removeChild(context), context.getLoader().getClassLoader());
    }

    String url() {
        return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + PATH;
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
