package dev.chatagent.launcher;

import dev.chatagent.config.EnvironmentDetector;
import dev.chatagent.config.Settings;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where mail goes out and how.
 *
 * @param user empty where the server asks for none
 */
record MailServer(String host, int port, Encryption encryption, String user, String password) {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(10);

    /** How the way to the server is protected. */
    enum Encryption {
        /** Not at all: for a server on this machine. */
        NONE,
        /** Begun in the clear and turned to TLS before anything is said; no TLS, no mail (RFC 3207). */
        STARTTLS,
        /** TLS from the first byte (RFC 8314). */
        IMPLICIT
    }

    /**
     * Reads {@code smtp://user:password@host:587} and {@code smtps://…}.
     *
     * @throws ChatAgentException naming the variable and never its value, which holds a password
     */
    static MailServer parse(String url) {
        try {
            URI uri = new URI(url.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean implicit = scheme.equals("smtps");
            boolean onlyServer = uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            if (!(implicit || scheme.equals("smtp")) || uri.getHost() == null || !onlyServer) {
                throw unreadable();
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : implicit ? 465 : 587;
            return of(uri.getHost().replaceAll("[\\[\\]]", ""), port, implicit, uri.getRawUserInfo());
        } catch (URISyntaxException | IllegalArgumentException | NullPointerException e) {
            throw unreadable(); // without the cause, which quotes the value
        }
    }

    private static MailServer of(String host, int port, boolean implicit, @Nullable String raw) {
        if (port < 1 || port > 65_535) {
            throw unreadable();
        }
        Encryption inTheClear = EnvironmentDetector.isLoopback(host) ? Encryption.NONE : Encryption.STARTTLS;
        Encryption encryption = implicit ? Encryption.IMPLICIT : inTheClear;
        if (raw == null) {
            return new MailServer(host, port, encryption, "", "");
        }
        int colon = raw.indexOf(':');
        if (colon < 1) {
            throw unreadable();
        }
        return new MailServer(
                host, port, encryption, decode(raw.substring(0, colon)), decode(raw.substring(colon + 1)));
    }

    /** In a URL's authority a plus is a plus (RFC 3986 section 3.2.1). */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static ChatAgentException unreadable() {
        return new ChatAgentException(
                ErrorCode.INVALID_REQUEST,
                Settings.SMTP_URL.variable() + ": its value is not of the form smtp://user:password@host:587 or"
                        + " smtps://user:password@host:465. Write characters such as @ : / # % in the password as %40 %3A"
                        + " %2F %23 %25.");
    }

    /** For the session of the mail library. */
    Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", host);
        properties.put("mail.smtp.port", Integer.toString(port));
        properties.put("mail.smtp.auth", Boolean.toString(!user.isEmpty()));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(encryption == Encryption.IMPLICIT));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(encryption == Encryption.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(encryption == Encryption.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT.toMillis()));
        properties.put("mail.smtp.timeout", Long.toString(READ.toMillis()));
        properties.put("mail.smtp.writetimeout", Long.toString(READ.toMillis()));
        return properties;
    }

    /** Never the credentials. */
    @Override
    public String toString() {
        return host + ":" + port + " (" + encryption.name().toLowerCase(Locale.ROOT) + ")";
    }
}
