package dev.chatagent.examples.war;

// @start region="war-initializer"
import dev.chatagent.ChatAgentRuntime;
import dev.chatagent.config.Settings;
import dev.chatagent.http.ChatAgentServlet;
import dev.chatagent.ws.ChatAgentEndpoint;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Puts chatagent into a web application; named in META-INF/services/jakarta.servlet.ServletContainerInitializer. */
public final class ChatInitializer implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext web) {
        ChatAgentRuntime runtime =
                ChatAgentRuntime.builder().settings(settings(web)).start();
        ServletRegistration.Dynamic api = web.addServlet("chatagent", ChatAgentServlet.of(runtime));
        api.setAsyncSupported(true); // server-sent events outlive the call that asks for them
        api.addMapping("/api/*");
        web.addListener(new ChatLife(runtime));
        web.addListener(ChatAgentEndpoint.originGuard(runtime));
    }

    /** Parameters of the web application beat environment variables, which all applications of a container share. */
    private static Settings settings(ServletContext web) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        for (String name : Collections.list(web.getInitParameterNames())) {
            variables.put(name, web.getInitParameter(name));
        }
        return Settings.from(variables);
    }
}
// @end region="war-initializer"
