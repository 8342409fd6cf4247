package dev.chatagent.examples.containers;

import java.time.Duration;

/** A servlet container. */
public enum Container {
    JETTY {
        @Override
        public Served serve(Application application, Duration patience) throws Exception {
            return JettyServer.start(application, patience);
        }
    },
    TOMCAT {
        @Override
        public Served serve(Application application, Duration patience) throws Exception {
            return TomcatServer.start(application, patience);
        }
    },
    UNDERTOW {
        @Override
        public Served serve(Application application, Duration patience) throws Exception {
            return UndertowServer.start(application, patience);
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param patience how long a client may stay silent in the middle of a request, or take for its head */
    public abstract Served serve(Application application, Duration patience) throws Exception;

    /** As above, with half a minute of patience. */
    public Served serve(Application application) throws Exception {
        return serve(application, PATIENCE);
    }
}
