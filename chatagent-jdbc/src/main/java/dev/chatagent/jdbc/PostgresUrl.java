package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL database is and who connects to it. Prints without its secrets.
 *
 * @param server JDBC URL up to the database's name, e.g. {@code jdbc:postgresql://host:5432/}
 * @param database its name, not encoded
 * @param parameters the rest of the URL with its question mark, or empty
 * @param properties user and password, where they were given apart
 */
record PostgresUrl(String server, String database, String parameters, Properties properties) {
    static final String JDBC = "jdbc:postgresql:";

    private static final Pattern SHORT = Pattern.compile("postgres(?:ql)?://.*");
    private static final Pattern LONG = Pattern.compile("(jdbc:postgresql:(?://[^/?]*/)?)([^?]*)(\\?.*)?");

    /** Whether the text names a PostgreSQL database. */
    static boolean names(String url) {
        return url.startsWith(JDBC) || SHORT.matcher(url).matches();
    }

    /**
     * Reads {@code jdbc:postgresql://…} or {@code postgres://user:password@host:port/database?parameters}.
     *
     * @throws ChatAgentException INVALID_REQUEST; its message does not repeat the text, which may hold a password
     */
    static PostgresUrl of(String url) {
        return url.startsWith(JDBC) ? ofJdbc(url) : ofShort(url);
    }

    /** As libpq since 16: the authorities that the system trusts, which here are those of the JVM. */
    private static String understood(String parameters) {
        return parameters.replaceFirst(
                "([?&])sslrootcert=system(?=&|$)", "$1sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
    }

    private static PostgresUrl ofJdbc(String url) {
        Matcher parts = LONG.matcher(url);
        if (!parts.matches()) {
            throw unreadable();
        }
        String server = parts.group(1).endsWith("/") ? parts.group(1) : "jdbc:postgresql://localhost:5432/";
        String parameters = parts.group(3) == null ? "" : parts.group(3);
        return new PostgresUrl(
                server,
                named(decode(parts.group(2)), parameter(parameters, "user")),
                understood(parameters),
                new Properties());
    }

    private static PostgresUrl ofShort(String url) {
        try {
            URI uri = new URI(url);
            Properties properties = new Properties();
            String user = "";
            if (uri.getRawUserInfo() != null) {
                String[] who = uri.getRawUserInfo().split(":", 2);
                user = decode(who[0]);
                properties.setProperty("user", user);
                if (who.length == 2) {
                    properties.setProperty("password", decode(who[1]));
                }
            }
            String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            String hosts = authority.substring(authority.lastIndexOf('@') + 1);
            String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/", "");
            return new PostgresUrl(
                    JDBC + "//" + (hosts.isEmpty() ? "localhost" : hosts) + "/",
                    named(decode(path), user),
                    uri.getRawQuery() == null ? "" : understood("?" + uri.getRawQuery()),
                    properties);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw unreadable(); // without the cause, whose message has the text
        }
    }

    /** As libpq: a database named like the user, unless one is named. */
    private static String named(String database, String user) {
        if (!database.isEmpty()) {
            return database;
        }
        return user.isEmpty() ? System.getProperty("user.name") : user;
    }

    /** How TLS is asked for, as in {@code sslmode}; empty when nothing says so. */
    String sslMode() {
        return parameter(parameters, "sslmode");
    }

    private static String parameter(String parameters, String name) {
        Matcher found = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(parameters);
        return found.find() ? decode(found.group(1)) : "";
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static ChatAgentException unreadable() {
        return new ChatAgentException(
                ErrorCode.INVALID_REQUEST,
                "CHATAGENT_DATABASE_URL cannot be read. Write postgres://user:password@host:5432/database, with special"
                        + " characters of user and password percent-encoded (@ is %40, / is %2F), or a jdbc:postgresql: URL.");
    }

    String jdbc() {
        return jdbc(database);
    }

    /** The same server and user, another database. */
    String jdbc(String otherDatabase) {
        String encoded = java.net.URLEncoder.encode(otherDatabase, StandardCharsets.UTF_8)
                .replace("+", "%20");
        return server + encoded + parameters;
    }

    /** Hosts and database, for messages. */
    String place() {
        return server.substring(server.indexOf("//") + 2) + database;
    }

    /** Who connects; empty when nothing says so. */
    String user() {
        return properties.getProperty("user", parameter(parameters, "user"));
    }

    @Override
    public String toString() {
        return "PostgreSQL at " + place();
    }
}
