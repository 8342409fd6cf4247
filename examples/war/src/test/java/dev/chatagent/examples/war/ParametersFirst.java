package dev.chatagent.examples.war;

import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.startup.ContextConfig;

/** Tomcat's own configuration of a web application, with context parameters as {@code <Parameter>} in its context.xml sets them. */
final class ParametersFirst extends ContextConfig {
    private final Map<String, String> parameters;

    ParametersFirst(Map<String, String> parameters) {
        this.parameters = Map.copyOf(parameters);
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (event.getType().equals(Lifecycle.BEFORE_INIT_EVENT)) {
            parameters.forEach(((Context) event.getLifecycle())::addParameter);
        }
        super.lifecycleEvent(event);
    }
}
