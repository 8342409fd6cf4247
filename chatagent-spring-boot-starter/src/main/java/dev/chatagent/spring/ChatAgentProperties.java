package dev.chatagent.spring;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What only an application of Spring has to say; everything else is in {@link dev.chatagent.config.Settings}.
 *
 * @param enabled false leaves chatagent out
 * @param httpPath where the HTTP routes are
 * @param websocketPath where the WebSocket is; empty for none
 * @param pageHeaders whether the application's own pages get the security headers too
 */
@ConfigurationProperties("chatagent")
record ChatAgentProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("/api") String httpPath,
        @DefaultValue("/ws") String websocketPath,
        @DefaultValue("false") boolean pageHeaders) {

    /** As they are written behind the prefix; no setting has such a name. */
    static final List<String> NAMES = List.of("enabled", "http-path", "websocket-path", "page-headers");

    ChatAgentProperties {
        requirePath("chatagent.http-path", httpPath);
        if (!websocketPath.isEmpty()) {
            requirePath("chatagent.websocket-path", websocketPath);
        }
    }

    private static void requirePath(String property, String path) {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(property + " must be a path such as /api, not '" + path + "'");
        }
    }
}
