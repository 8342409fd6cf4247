package dev.chatagent.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The environment variables of PostgreSQL's own programs (PostgreSQL documentation, "Environment Variables" of libpq): where
 * they name a host, they name the database.
 */
final class LibpqVariables {
    private LibpqVariables() {}

    /** The database as a URL; empty unless {@code PGHOST} is set. */
    static Optional<String> url(Map<String, String> variables) {
        return value(variables, "PGHOST").map(host -> {
            StringBuilder url = new StringBuilder("postgres://");
            String user = value(variables, "PGUSER").orElseGet(() -> System.getProperty("user.name"));
            url.append(encoded(user));
            value(variables, "PGPASSWORD").ifPresent(password -> url.append(':').append(encoded(password)));
            url.append('@').append(host.contains(":") ? "[" + host + "]" : host);
            url.append(':').append(value(variables, "PGPORT").orElse("5432"));
            url.append('/').append(encoded(value(variables, "PGDATABASE").orElse(user)));
            StringBuilder parameters = new StringBuilder();
            value(variables, "PGSSLMODE")
                    .ifPresent(mode -> parameters.append("&sslmode=").append(encoded(mode)));
            value(variables, "PGSSLROOTCERT")
                    .ifPresent(file -> parameters.append("&sslrootcert=").append(encoded(file)));
            return parameters.isEmpty()
                    ? url.toString()
                    : url.append('?').append(parameters, 1, parameters.length()).toString();
        });
    }

    private static Optional<String> value(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
